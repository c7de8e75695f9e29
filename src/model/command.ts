import type { JsonObject } from './json.ts'

/** What a command can do, as the founding document and the tables write it. */
export const ACTION_KINDS = ['create_task', 'comment', 'ask', 'respond', 'forward'] as const
export type ActionKind = (typeof ACTION_KINDS)[number]

/** What happens to an event of a thread whose task is not finished. */
export const COALESCE_MODES = ['NEW', 'QUEUE', 'STEER'] as const
export type Coalesce = (typeof COALESCE_MODES)[number]

/** Trigger + conditions → template + action; belongs to a webhook. */
export interface Command {
  id: string
  /** The webhook's version in which this command was last changed. */
  version: number
  trigger: string
  action: ActionKind
  agent: string | null
  template: string
  conditions: JsonObject
  /** Higher runs first. */
  priority: number
  /** When it matches, commands of lower priority are not tried. */
  stop: boolean
  enabled: boolean
  target: string | null
  coalesce: Coalesce
  maxConcurrent: number | null
}
