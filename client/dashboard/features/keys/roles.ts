import type { Role } from '../../generated/graphql.ts'

/** What a key of each role may do, in words. */
export const ROLES: readonly { role: Role; text: string }[] = [
  { role: 'VIEWER', text: 'Sees everything but keys, people and the audit, and changes nothing: a dashboard on the wall' },
  { role: 'OPERATOR', text: 'Makes and changes webhooks and commands, answers questions, decides proposals' },
  {
    role: 'AGENT',
    text: 'Takes the tasks of one agent and writes back; what it wants to change waits for approval unless its policy allows it',
  },
  { role: 'ADMIN', text: 'Everything, with keys, shared credentials and the audit' },
]
