import { builder } from '../builder.ts'

export const Breaker = builder.prismaObject('Breaker', {
  description: 'A thread, or a whole webhook, that runs no command until somebody resets it.',
  fields: (t) => ({
    thread: t.string({ nullable: true, description: 'Null: the whole webhook.', resolve: ({ thread }) => thread || null }),
    openedAt: t.expose('openedAt', { type: 'DateTime' }),
    reason: t.exposeString('reason'),
  }),
})
