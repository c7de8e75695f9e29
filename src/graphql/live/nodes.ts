import type { Database } from '../../backends/database/database.ts'
import { CHANGE_KINDS, type Change, type ChangeKind } from '../../model/feed.ts'
import type { LiveNode } from './source.ts'

interface Table {
  typename: LiveNode['__typename']
  name: string
  id: string
  columns: readonly string[]
  /** Columns that are large: read only when a subscriber's document asks for them, and only where they are not too large. */
  heavy: readonly string[]
}

const WEBHOOKS: Table = {
  typename: 'Webhook',
  name: 'webhook_configs',
  id: 'webhook_id',
  columns: [
    'webhook_id',
    'name',
    'provider',
    'endpoint',
    'secret',
    'enabled',
    'config_json',
    'created_at',
    'created_by',
    'updated_at',
    'version',
    'allow_unsigned',
    'replay_guard',
    'allowed_ips_json',
    'rate_limit_per_minute',
    'scheme_json',
    'deleted_at',
    'made_by_key_id',
    'max_events_per_hour',
    'expires_at',
  ],
  heavy: [],
}
const EVENTS: Table = {
  typename: 'WebhookEvent',
  name: 'webhook_events',
  id: 'event_id',
  columns: [
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
    'payload_state',
    'verification_json',
    'decisions_json',
    'signature_hash',
    'replay_of',
    'processed_at',
  ],
  heavy: ['payload_json', 'raw_body'],
}
const TASKS: Table = {
  typename: 'Task',
  name: 'tasks',
  id: 'task_id',
  columns: [
    'task_id',
    'event_id',
    'webhook_id',
    'command_id',
    'action_id',
    'agent',
    'prompt',
    'status',
    'claimed_by',
    'lease_hash',
    'lease_until',
    'attempt',
    'progress',
    'result_json',
    'error',
    'created_at',
    'updated_at',
  ],
  heavy: [],
}
const ACTIONS: Table = {
  typename: 'Action',
  name: 'webhook_actions',
  id: 'action_id',
  columns: [
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
    'url',
    'next_attempt_at',
    'created_at',
    'finished_at',
    'way',
    'question_id',
    'requested_by',
  ],
  heavy: [],
}
const QUESTIONS: Table = {
  typename: 'Question',
  name: 'questions',
  id: 'question_id',
  columns: [
    'question_id',
    'event_id',
    'webhook_id',
    'task_id',
    'action_id',
    'command_id',
    'agent',
    'kind',
    'question',
    'options_json',
    'answerers_json',
    'status',
    'answer',
    'answered_by',
    'answered_via',
    'asked_by',
    'asked_at',
    'answered_at',
    'expires_at',
    'default_answer',
    'thread',
  ],
  heavy: [],
}

const PROPOSALS: Table = {
  typename: 'Proposal',
  name: 'proposals',
  id: 'proposal_id',
  columns: [
    'proposal_id',
    'key_id',
    'proposed_by',
    'agent',
    'verb',
    'webhook_id',
    'provider',
    'base_version',
    'summary',
    'change_json',
    'status',
    'decided_by',
    'reason',
    'created_at',
    'decided_at',
    'expires_at',
  ],
  heavy: [],
}

/** A page of rows is held in memory at once. What is larger is read when its message is made. */
const MAX_HEAVY_BYTES = 64 * 1024
const BOOLEANS = new Set(['enabled', 'allow_unsigned', 'replay_guard', 'response_sent'])
const TIMES = /_(at|until)$/

/** How a column becomes a field as Prisma would return it. */
interface Field {
  column: string
  name: string
  type: 'time' | 'boolean' | 'plain'
}

const LIGHT = new Map([WEBHOOKS, EVENTS, TASKS, ACTIONS, QUESTIONS, PROPOSALS].map((table) => [table, table.columns.map(toField)]))
const WITH_HEAVY = new Map([...LIGHT].map(([table, fields]) => [table, [...fields, ...table.heavy.map(toField)]]))

function toField(column: string): Field {
  const name = column.replace(/_(\w)/g, (_, letter) => letter.toUpperCase())
  return { column, name, type: TIMES.test(column) ? 'time' : BOOLEANS.has(column) ? 'boolean' : 'plain' }
}

function tableOf(kind: ChangeKind): Table | null {
  if (kind.startsWith('EVENT_')) return EVENTS
  if (kind.startsWith('TASK_')) return TASKS
  if (kind.startsWith('ACTION_')) return ACTIONS
  if (kind.startsWith('QUESTION_')) return QUESTIONS
  if (kind.startsWith('WEBHOOK_')) return WEBHOOKS
  if (kind.startsWith('PROPOSAL_')) return PROPOSALS
  return null
}
const TABLE_OF = new Map(CHANGE_KINDS.map((kind) => [kind, tableOf(kind)]))

/**
 * The rows behind a page of changes: those that the changes do not bring are loaded, with one statement for each table.
 * Rows have Prisma's field names, so that the schema's scalar fields need no further query.
 */
export async function loadNodes(db: Database, changes: readonly Change[], withHeavy: boolean): Promise<Map<string, LiveNode>> {
  const missing = new Map<Table, Set<string>>()
  const nodes = new Map<string, LiveNode>()
  for (const { kind, nodeId, row } of changes) {
    const table = TABLE_OF.get(kind)
    if (!table || nodes.has(nodeId)) continue
    if (row && !(withHeavy && table.heavy.length > 0)) nodes.set(nodeId, toNode(table, row, LIGHT))
    else missing.set(table, (missing.get(table) ?? new Set()).add(nodeId))
  }
  for (const [table, ids] of missing) await loadFrom(db, table, [...ids], withHeavy, nodes)
  return nodes
}

async function loadFrom(db: Database, table: Table, ids: string[], withHeavy: boolean, nodes: Map<string, LiveNode>): Promise<void> {
  const heavy = withHeavy ? table.heavy : []
  const bytes = ['0', ...heavy.map((column) => `coalesce(octet_length(${column}), 0)`)].join(' + ')
  const smallOnes = heavy.map((column) => `CASE WHEN ${bytes} <= ${MAX_HEAVY_BYTES} THEN ${column} END AS ${column}`)
  const selected = [...table.columns, ...smallOnes, `${bytes} <= ${MAX_HEAVY_BYTES} AS is_small`]
  // One parameter, so that the prepared statement is the same for every number of ids.
  const sql = `SELECT ${selected} FROM ${table.name} WHERE ${table.id} IN (SELECT value FROM json_each(?))`
  for (const row of await db.read(sql, [JSON.stringify(ids)]))
    nodes.set(row[table.id] as string, toNode(table, row, withHeavy && row.is_small ? WITH_HEAVY : LIGHT))
}

/** The columns of an event but the large ones, and a row of them with Prisma's field names. */
export const EVENT_NODE_COLUMNS: readonly string[] = EVENTS.columns
export function toEventNode(row: Readonly<Record<string, unknown>>): LiveNode {
  return toNode(EVENTS, row, LIGHT)
}

function toNode(table: Table, row: Readonly<Record<string, unknown>>, fields: ReadonlyMap<Table, readonly Field[]>): LiveNode {
  const node: LiveNode = { __typename: table.typename }
  for (const { column, name, type } of fields.get(table)!) node[name] = fieldValue(row[column] ?? null, type)
  return node
}

function fieldValue(value: unknown, type: Field['type']): unknown {
  if (value === null || type === 'plain') return value
  return type === 'time' ? new Date(value as number) : value === 1
}
