/** What the server tells those who run it of, as the events of the operations webhook are typed. */
export const NOTICE_KINDS = [
  'action.exhausted',
  'task.dead',
  'breaker.opened',
  'target.disabled',
  'webhook.disabled',
  'webhook.deleted',
  'secret.rotated',
  'config_file.problems',
] as const
export type NoticeKind = (typeof NOTICE_KINDS)[number]
