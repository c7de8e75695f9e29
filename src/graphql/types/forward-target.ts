import { Conflict, Forbidden, InvalidInput } from '../../errors.ts'
import { listForwardTargets, setForwardTarget } from '../../registry/forward-targets.ts'
import { builder } from '../builder.ts'
import type { ForwardTarget as Row } from '../rows.ts'

const ForwardTarget = builder.objectRef<Row>('ForwardTarget').implement({
  description: 'A URL that commands forward to. Deliveries to it are signed by Standard Webhooks with its own secret.',
  fields: (t) => ({
    url: t.exposeString('url'),
    hint: t.exposeString('hint', { description: "The secret's last four characters." }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    createdBy: t.exposeString('createdBy'),
    disabledAt: t.expose('disabledAt', { type: 'DateTime', nullable: true, description: 'Since then nothing is sent there.' }),
    disabledReason: t.exposeString('disabledReason', { nullable: true }),
  }),
})

builder.queryField('forwardTargets', (t) =>
  t.field({
    type: [ForwardTarget],
    description: 'By URL. For an ADMIN or OPERATOR.',
    resolve: (_, _args, { registry, viewer }) => listForwardTargets(registry, viewer),
  }),
)

const ForwardTargetPayload = builder.objectRef<{ target: Row; secret: string | null }>('ForwardTargetPayload').implement({
  fields: (t) => ({
    target: t.expose('target', { type: ForwardTarget }),
    secret: t.exposeString('secret', { nullable: true, description: 'The secret that was given or made, shown this once.' }),
  }),
})
const ForwardTargetResult = builder.errorUnion('ForwardTargetResult', {
  types: [ForwardTargetPayload, InvalidInput, Conflict, Forbidden],
  resolveType: () => 'ForwardTargetPayload',
})

builder.mutationField('setForwardTarget', (t) =>
  t.field({
    type: ForwardTargetResult,
    description: 'Registers a target, gives it another secret, disables or enables it. What is left out stays.',
    args: {
      url: t.arg.string({ required: true }),
      secret: t.arg.string({ description: 'whsec_ and base64 of 24 to 64 bytes.' }),
      makeSecret: t.arg.boolean({ description: 'Another secret is made. For a URL that is new one is made in any case.' }),
      overlapSeconds: t.arg.int({
        description:
          'For how long the earlier secret signs beside a new one. Default: 86400; 0: not at all. Meanwhile another one is a Conflict, except with 0.',
      }),
      enabled: t.arg.boolean({ description: 'True clears the mark that it is disabled, false sets it.' }),
    },
    resolve: (_, input, { registry, viewer }) => setForwardTarget(registry, viewer, input),
  }),
)
