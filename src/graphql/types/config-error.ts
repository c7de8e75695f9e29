import { requireRole } from '../../model/rights.ts'
import type { Problem } from '../../registry/config-files/located.ts'
import { builder } from '../builder.ts'
import { webhookScope } from '../scope.ts'

/** Files whose problems are shown together. */
const MAX_FILES = 1000

const ConfigFileError = builder.objectRef<Problem & { file: string; at: Date }>('ConfigFileError').implement({
  description: 'What keeps a config file and its webhook from saying the same.',
  fields: (t) => ({
    file: t.exposeString('file', { description: 'Its name; `.` is the whole folder.' }),
    line: t.exposeInt('line', { nullable: true, description: 'Null: it is about the whole file.' }),
    column: t.exposeInt('column', { nullable: true }),
    field: t.exposeString('field', { nullable: true, description: 'For example commands.0.trigger.' }),
    message: t.exposeString('message'),
    taken: t.exposeBoolean('taken', { description: 'The file is in force nevertheless; false: what was taken in before goes on.' }),
    at: t.expose('at', { type: 'DateTime' }),
  }),
})

builder.queryField('configErrors', (t) =>
  t.field({
    type: [ConfigFileError],
    description: 'By file. Not for an AGENT: whoever writes files finds them beside the file, in its `.error`.',
    resolve: async (_, _args, { registry, viewer }) => {
      requireRole(viewer, 'ADMIN', 'OPERATOR', 'VIEWER')
      const rows = await registry.db.prisma.configFile.findMany({
        where: { AND: webhookScope(viewer), problemsAt: { not: null } },
        orderBy: { name: 'asc' },
        take: MAX_FILES,
      })
      return rows.flatMap(({ name, problemsAt, problemsJson }) =>
        (JSON.parse(problemsJson) as Problem[]).map((problem) => ({ ...problem, file: name, at: problemsAt! })),
      )
    },
  }),
)
