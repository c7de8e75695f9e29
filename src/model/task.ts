export const TASK_STATUSES = ['QUEUED', 'CLAIMED', 'COMPLETED', 'FAILED', 'DEAD', 'CANCELLED'] as const
export type TaskStatus = (typeof TASK_STATUSES)[number]

export const ACTION_STATUSES = ['PENDING', 'RUNNING', 'SUCCEEDED', 'RETRYING', 'EXHAUSTED', 'SKIPPED'] as const
export type ActionStatus = (typeof ACTION_STATUSES)[number]
