/** What can happen, in the words of the contract's ChangeKind. CONNECTED and TRUNCATED are never stored. */
export const CHANGE_KINDS = [
  'CONNECTED',
  'TRUNCATED',
  'EVENT_RECEIVED',
  'EVENT_PROCESSED',
  'EVENT_FAILED',
  'TASK_QUEUED',
  'TASK_CLAIMED',
  'TASK_PROGRESS',
  'TASK_COMPLETED',
  'TASK_FAILED',
  'QUESTION_ASKED',
  'QUESTION_ANSWERED',
  'QUESTION_CLOSED',
  'ACTION_SUCCEEDED',
  'ACTION_FAILED',
  'WEBHOOK_CREATED',
  'WEBHOOK_UPDATED',
  'WEBHOOK_DELETED',
  'PROPOSAL_OPENED',
  'PROPOSAL_DECIDED',
] as const
export type ChangeKind = (typeof CHANGE_KINDS)[number]

/** One row of the change feed. */
export interface Change {
  seq: number
  kind: ChangeKind
  nodeId: string
  webhookId: string | null
  agent: string | null
  atMs: number
  /** What the change is about, as it was committed: its columns but the large ones. Only where the reader has it at hand. */
  row?: Readonly<Record<string, unknown>>
}
