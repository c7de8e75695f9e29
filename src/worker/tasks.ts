import type { Database } from '../backends/database/database.ts'
import type { Task } from '../backends/database/generated/sqlite/client.ts'
import type { Viewer } from '../model/viewer.ts'

export interface TaskDeps {
  db: Database
  /** Milliseconds since 1970. */
  now(): number
}
/** A task under a lease; the token is what its holder proves itself with. */
export interface Claim {
  task: Task
  leaseToken: string
}
/** What a lease's holder hands in with each call. */
export interface Held {
  id: string
  leaseToken: string
}

/** The oldest queued task of an agent; null: none waits. `leaseSeconds` 5 to 3600, default 60. */
export async function claimTask(deps: TaskDeps, viewer: Viewer, input: { agent: string; leaseSeconds?: number | null }): Promise<Claim | null> {
  throw new Error('soon')
}
export async function heartbeatTask(deps: TaskDeps, viewer: Viewer, input: Held & { progress?: string | null }): Promise<Task> {
  throw new Error('soon')
}
export async function completeTask(deps: TaskDeps, viewer: Viewer, input: Held & { result?: unknown; reply?: string | null }): Promise<Task> {
  throw new Error('soon')
}
export async function failTask(deps: TaskDeps, viewer: Viewer, input: Held & { error: string; retry?: boolean | null }): Promise<Task> {
  throw new Error('soon')
}
export async function releaseTask(deps: TaskDeps, viewer: Viewer, input: Held): Promise<Task> {
  throw new Error('soon')
}
export async function requeueTask(deps: TaskDeps, viewer: Viewer, id: string): Promise<Task> {
  throw new Error('soon')
}
export async function cancelTask(deps: TaskDeps, viewer: Viewer, id: string): Promise<Task> {
  throw new Error('soon')
}
/** Gives tasks whose lease has run out to the next claimer; answers how many. */
export async function sweepLeases(deps: TaskDeps): Promise<number> {
  throw new Error('soon')
}
