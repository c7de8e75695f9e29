export const PROPOSAL_STATUSES = ['OPEN', 'APPROVED', 'REJECTED', 'EXPIRED'] as const
export type ProposalStatus = (typeof PROPOSAL_STATUSES)[number]

/** The changes that an agent's key may make or propose, by the names of their mutations: what a policy's `mayDo` names. */
export const CHANGE_VERBS = [
  'createWebhook',
  'updateWebhook',
  'deleteWebhook',
  'enableWebhook',
  'disableWebhook',
  'renewWebhook',
  'rotateWebhookSecret',
  'addCommand',
  'updateCommand',
  'deleteCommand',
] as const
export type ChangeVerb = (typeof CHANGE_VERBS)[number]
