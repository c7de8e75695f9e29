import { AppError } from '../../errors.ts'
import type { ActionKind, Coalesce, Command } from '../../model/command.ts'
import type { EventStatus } from '../../model/event.ts'
import type { Change, ChangeKind } from '../../model/feed.ts'
import { newId } from '../../model/id.ts'
import type { Prisma, PrismaClient } from './generated/sqlite/client.ts'

/**
 * Where everything is kept. There is one way to write: units, each wholly done or not at all, of which those that arrive
 * together share one commit. A promise of a write is kept only after that commit is on the disk.
 */
export interface Database {
  /** The same for all servers on one database, and for no other database of its kind. */
  id: string
  /** For reading, and for the GraphQL schema. Never written through: see docs/decisions/0003. */
  prisma: PrismaClient
  /** Stores one delivery with all that was decided about it, or finds the event that it repeats. */
  record(event: NewEvent): Promise<Recorded>
  /** Writes down what was decided about an event that was stored undecided; false: another was first. */
  settle(settled: SettledEvent): Promise<boolean>
  /** The statements that add actions and tasks to an event. */
  adding(added: AddedToEvent): Statement[]
  /**
   * Runs statements as one unit; answers each one's rows (of RETURNING).
   * @throws {ExpectationFailed} when a statement changed another number of rows than it expected; nothing is changed then
   */
  write(unit: readonly Statement[]): Promise<Row[][]>
  /** A prepared read for paths where Prisma would be too slow. `?` stands for a parameter. */
  read<T = Row>(sql: string, params?: readonly Value[]): Promise<T[]>
  /**
   * The events that hold all words of a text, in any case and order, the last one as the beginning of a word where it
   * has three letters and is not itself in thousands of events; none where there is no word in it. What `scope` says is to be asked of the rows too. Waits up to `MAX_SEARCH_WAIT_MS` until what was stored before is in the index.
   */
  search(text: string, scope?: SearchScope): Promise<RowSet>
  /** The feed after a position, oldest first. Ends before what an earlier commit may still come before. */
  readFeed(afterSeq: number, limit: number): Promise<Change[]>
  /** The first position that the feed still holds, and the last one; `first` may be beyond `last` when it holds nothing. */
  feedBounds(): Promise<{ first: number; last: number }>
  /** The number that was given to the last entry of the audit, also if that is gone; 0: none was. */
  lastAudit(): Promise<number>
  /**
   * Called after each commit; whoever waits for news of the feed looks then. `added` makes the feed entries of the commit, in
   * order, with their rows; null: the commit is not of deliveries alone, and the feed is to be read.
   */
  onCommit(listener: (added: () => Change[] | null) => void): void
  /** Gives what is free inside of the database back to the disk, a little at each call; answers whether there may be more. */
  giveBack(): Promise<boolean>
  /** What keeps writes from being stored at the moment; null: nothing. */
  trouble(): string | null
  close(): Promise<void>
}

/** A database beside a server that may be using it. Nothing is migrated. */
export type Beside = Pick<Database, 'read' | 'write' | 'lastAudit' | 'close'>

/** A webhook with its secrets and the commands that are not deleted. */
export type WebhookWithParts = Prisma.WebhookConfigGetPayload<{ include: { secrets: true; commands: true } }>

export type Value = string | number | null | Uint8Array
export type Row = Record<string, Value>
export interface Statement {
  sql: string
  params: Value[]
  /** The number of rows it must change. */
  expect?: number
}

/** How long a search waits for the index, which is behind the events by about a second, or more while many come in. */
export const MAX_SEARCH_WAIT_MS = 2000

/** What else is asked of the events that hold the words: the index knows these too, so that few among many are found at once. */
export interface SearchScope {
  webhookIds?: readonly string[] | null
  providers?: readonly string[] | null
  /** Patterns as in Command.trigger. */
  eventTypes?: readonly string[] | null
  /** Only events whose status is not the usual one. */
  unusual?: boolean
}

/** A part of a WHERE. */
export interface Condition {
  sql: string
  params: Value[]
}
/** Rows with ids that a list pages through: what is read from, and what holds for them. */
export interface RowSet {
  /** The content of FROM. */
  from: string
  /** The column of the ids. */
  id: string
  /** What is ordered as the ids are. */
  order: string
  conditions: readonly Condition[]
  /** Of these, one holds for each row; each has an index of its own to page by. */
  oneOf?: readonly Condition[]
  /** The rows before or behind one. */
  bound(sign: '<' | '>', id: string): Condition
}

export const NOTHING: Condition = { sql: '1 = 0', params: [] }

/** The rows of a table. */
export function rowsOf(table: string, id: string): RowSet {
  return { from: table, id, order: id, conditions: [], bound: (sign, value) => ({ sql: `${id} ${sign} ?`, params: [value] }) }
}

/** A delivery on its way in, as the tables will hold it. Times are milliseconds since 1970. */
export interface NewEvent {
  id: string
  webhookId: string
  provider: string
  eventType: string
  deliveryId: string
  status: EventStatus
  statusReason: string | null
  /** The payload as JSON text, in UTF-8: mostly the body's own bytes. */
  payload: Uint8Array
  rawBody: Uint8Array | null
  headersJson: string
  subjectJson: string
  verificationJson: string
  decisionsJson: string
  matchedCommand: string | null
  matched: number
  responseSent: boolean
  replayOf: string | null
  receivedAtMs: number
  processedAtMs: number | null
  /** The W3C trace context that what follows from it belongs to; left out: none. */
  traceParent?: string | null
  /** Set where the webhook's replay guard is on: the same hash since `replaySinceMs` is a repeat. */
  signatureHash: string | null
  replaySinceMs: number
  actions: NewAction[]
  tasks: NewTask[]
  /** Further statements of the same unit, without expectations: run only when the event is new. */
  also?: Statement[]
}
export interface NewAction {
  id: string
  commandId: string | null
  commandVersion: number | null
  kind: string
  status: string
  text: string
  agent: string | null
  target: string | null
  /** A first attempt that was made inside the request. */
  doneAtMs: number | null
  nextAttemptAtMs: number | null
  /** Where at the provider it goes, as JSON; null: nowhere, or not there. */
  placeJson?: string | null
  /** How a `respond` went out: `answer`, `response_url`, `comment`. */
  way?: string | null
  questionId?: string | null
  /** The name of the key that asked for it through the API; null: a command did. */
  requestedBy?: string | null
}
export interface NewTask {
  id: string
  commandId: string | null
  actionId: string | null
  agent: string
  prompt: string
}
/** Actions and tasks for an event that is stored, with what belongs to them. */
export interface AddedToEvent {
  eventId: string
  webhookId: string
  actions: NewAction[]
  tasks: NewTask[]
  /** Further statements of the same unit. */
  also?: Statement[]
  atMs: number
}
export interface SettledEvent extends AddedToEvent {
  status: Extract<EventStatus, 'PROCESSED' | 'FAILED'>
  reason: string | null
  decisionsJson: string
  matchedCommand: string | null
}
export interface Recorded {
  eventId: string
  /** The delivery id (or, with the replay guard, the signature) was seen before: `eventId` is the first one's. */
  repeated: boolean
}

/** A precondition of a unit did not hold; `index` is the statement's place in the unit. */
export class ExpectationFailed extends Error {
  readonly index: number

  constructor(index: number) {
    super(`Statement ${index} of the unit changed another number of rows than expected`)
    this.index = index
  }
}

/** Nothing can be stored, or read, now: the disk is full or failing, the database is away, too much is waiting. Whoever asked is asked to come back. */
export class StorageUnavailable extends AppError {
  constructor(reason: string, options?: ErrorOptions) {
    super('storage_unavailable', 503, `The database is not available: ${reason}`, options)
  }
}

/** Statement makers. Table and column names are written in the code and never come from outside. */
export function insert(table: string, row: Row): Statement {
  const columns = Object.keys(row)
  return { sql: `INSERT INTO ${table} (${columns}) VALUES (${columns.map(() => '?')})`, params: Object.values(row) }
}

export function update(table: string, set: Row, where: Row, expect?: number): Statement {
  const assign = Object.keys(set).map((column) => `${column} = ?`)
  const match = Object.keys(where).map((column) => `${column} = ?`)
  return {
    sql: `UPDATE ${table} SET ${assign} WHERE ${match.join(' AND ')}`,
    params: [...Object.values(set), ...Object.values(where)],
    expect,
  }
}

export function feedEntry(
  kind: ChangeKind,
  nodeId: string,
  about: { webhookId?: string | null; agent?: string | null; atMs: number },
): Statement {
  return insert('change_feed', { kind, node_id: nodeId, webhook_id: about.webhookId ?? null, agent: about.agent ?? null, at: about.atMs })
}

/** Counts one more of what became of a webhook's deliveries in this minute. */
export function countOne(what: 'refused' | 'failed', webhookId: string, atMs: number): Statement {
  const counted = insert('delivery_stats', { webhook_id: webhookId, minute: Math.floor(atMs / 60_000), [what]: 1 })
  return { ...counted, sql: `${counted.sql} ON CONFLICT (webhook_id, minute) DO UPDATE SET ${what} = delivery_stats.${what} + 1` }
}

/** What an audit row says. */
export interface AuditRecord {
  actor: string
  /** The address that the actor's request came from; left out: nobody asked from outside. */
  address?: string
  verb: string
  subject: string
  detail: object
  atMs: number
}

/** An audit row; its hash covers the hash of the row before it and its own content. */
export function auditEntry({ actor, address, verb, subject, detail, atMs }: AuditRecord): Statement {
  const id = newId('audit', atMs)
  const detailJson = JSON.stringify(address ? { ...detail, address } : detail)
  return {
    sql: `INSERT INTO audit_log (audit_id, at, actor, verb, subject, detail_json, hash) VALUES (?, ?, ?, ?, ?, ?,
      sha256(coalesce((SELECT hash FROM audit_log ORDER BY seq DESC LIMIT 1), '') || ?))`,
    params: [id, atMs, actor, verb, subject, detailJson, auditContent({ id, atMs, actor, verb, subject, detailJson })],
  }
}

/** The part of an audit row that its hash covers, beside the hash of the row before it. */
export function auditContent(row: { id: string; atMs: number; actor: string; verb: string; subject: string; detailJson: string }): string {
  return JSON.stringify([row.id, row.atMs, row.actor, row.verb, row.subject, row.detailJson])
}

/** The last position that the feed still holds of what happened before a time; 0 when there is none. */
export async function feedBefore(db: Database, atMs: number): Promise<number> {
  const [row] = await db.read<{ seq: number }>('SELECT seq FROM change_feed WHERE at < ? ORDER BY seq DESC LIMIT 1', [atMs])
  return row?.seq ?? 0
}

/** A stored command in the model's words. */
export function toCommand(row: WebhookWithParts['commands'][number]): Command {
  return {
    id: row.commandId,
    version: row.version,
    trigger: row.trigger,
    action: row.action as ActionKind,
    agent: row.agent,
    template: row.template,
    conditions: JSON.parse(row.conditionsJson),
    priority: row.priority,
    stop: row.stop,
    enabled: row.enabled,
    target: row.target,
    coalesce: row.coalesce as Coalesce,
    maxConcurrent: row.maxConcurrent,
  }
}
