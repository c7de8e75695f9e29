import { Client, SdkHttpError, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'

/** A task under its lease. The token proves the lease: it is shown to nobody, the model included. */
export interface Task {
  id: string
  leaseToken: string
  prompt: string
  /** What the task came of: `comment`, `ask` and `respond` take its id. */
  eventId: string | null
}

/**
 * What a tool has answered: its data, or where it failed `code`, `message`, and `issues` of a wrong input.
 * A change that waits for a person has not failed: `code` is `proposed`, and `proposal` is what waits.
 */
export interface Answer {
  isError: boolean
  data: Record<string, unknown>
}

/** A tool says why it did not do what the program itself has asked for. */
export class ToolFailed extends Error {
  /** `conflict`: the lease is lost. `forbidden`: the key is not this agent's. */
  readonly code: string

  constructor({ code, message }: Record<string, unknown>) {
    super(`${code}: ${message}`)
    this.code = String(code)
  }
}

/** Whether another try would come to the same: the key was revoked, or is another agent's, or a setting is wrong. */
export function isFinal(error: unknown): boolean {
  if (error instanceof ToolFailed) return error.code === 'forbidden' || error.code === 'invalid_input'
  return error instanceof SdkHttpError && error.status === 401
}

/** Above the 60 s that a claim may wait. */
const TIMEOUT_MS = 90_000

/** The server's tools, under the rights of the key. */
export async function connect(url: string, key: string): Promise<Client> {
  const client = new Client({ name: 'brain', version: '0.1.0' }, { versionNegotiation: { mode: 'auto' } })
  const requestInit = { headers: { authorization: `Bearer ${key}` } }
  await client.connect(new StreamableHTTPClientTransport(new URL(`${url.replace(/\/+$/, '')}/mcp`), { requestInit }))
  return client
}

export async function call(client: Client, name: string, args: unknown, signal?: AbortSignal): Promise<Answer> {
  const request = { name, arguments: args as Record<string, unknown> }
  const { structuredContent, isError } = await client.callTool(request, { signal, timeout: TIMEOUT_MS })
  return { isError: isError ?? false, data: (structuredContent ?? {}) as Record<string, unknown> }
}

/**
 * Waits up to half a minute for a task; null: none came.
 * @throws {ToolFailed}
 */
export async function claim(
  client: Client,
  { agent, leaseSeconds }: { agent: string; leaseSeconds: number },
  signal: AbortSignal,
): Promise<Task | null> {
  const { task, leaseToken } = await must(client, 'claim_task', { agent, leaseSeconds, waitSeconds: 30 }, signal)
  if (!task) return null
  const { id, prompt, event } = task as { id: string; prompt: string; event: { id: string } | null }
  return { id, prompt, leaseToken: leaseToken as string, eventId: event?.id ?? null }
}

/** Calls one of the tools that take a lease. @throws {ToolFailed} */
export async function tell(client: Client, tool: string, { id, leaseToken }: Task, more: Record<string, unknown> = {}): Promise<void> {
  await must(client, tool, { id, leaseToken, ...more })
}

async function must(client: Client, name: string, args: object, signal?: AbortSignal): Promise<Record<string, unknown>> {
  const { isError, data } = await call(client, name, args, signal)
  if (isError) throw new ToolFailed(data)
  return data
}
