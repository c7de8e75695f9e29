import type { Value } from './database.ts'

// The columns that are written with every delivery, in the order of the writer's prepared statements. A row is made by its
// columns' names (rows.ts) and laid out by these lists, so the two cannot drift apart.

/** The payload goes beside the row. */
export const EVENT_COLUMNS = [
  'event_id',
  'webhook_id',
  'provider',
  'event_type',
  'matched_command',
  'task_id',
  'response_sent',
  'created_at',
  'delivery_id',
  'status',
  'status_reason',
  'subject_json',
  'headers_json',
  'raw_body',
  'verification_json',
  'decisions_json',
  'signature_hash',
  'replay_of',
  'processed_at',
  'payload_state',
  'trace_parent',
] as const
export const ACTION_COLUMNS = [
  'action_id',
  'event_id',
  'webhook_id',
  'command_id',
  'command_version',
  'kind',
  'status',
  'text',
  'agent',
  'target',
  'next_attempt_at',
  'created_at',
  'finished_at',
  'place_json',
  'way',
  'question_id',
  'requested_by',
] as const
export const TASK_COLUMNS = [
  'task_id',
  'event_id',
  'webhook_id',
  'command_id',
  'action_id',
  'agent',
  'prompt',
  'status',
  'attempt',
  'created_at',
  'updated_at',
] as const
export const ATTEMPT_COLUMNS = ['action_id', 'number', 'at', 'duration_ms'] as const
export const FEED_COLUMNS = ['kind', 'node_id', 'webhook_id', 'agent', 'at'] as const

/** A row with exactly these columns. */
export type RowOf<Columns extends readonly string[]> = Record<Columns[number], Value>

/** The row's values in the columns' order. */
export function valuesOf<Columns extends readonly string[]>(columns: Columns, row: RowOf<Columns>): Value[] {
  return columns.map((column) => row[column as Columns[number]])
}
