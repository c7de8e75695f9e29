import type { Viewer as Caller } from '../../model/viewer.ts'
import { builder } from '../builder.ts'
import { Role } from '../enums.ts'

const Viewer = builder.objectRef<Caller>('Viewer').implement({
  fields: (t) => ({
    name: t.exposeString('name'),
    role: t.expose('role', { type: Role }),
    agent: t.exposeString('agent', { nullable: true }),
  }),
})

builder.queryField('viewer', (t) => t.field({ type: Viewer, resolve: (_, _args, { viewer }) => viewer }))
