import type { ActionKind, Coalesce, CommandDraftFragment, CommandInput, SampleEventQuery } from '../../generated/graphql.ts'
import { type ConditionRow, toConditions, toRows } from './condition-rows.ts'

/** A command as it is being built. */
export interface Draft {
  trigger: string
  rows: ConditionRow[]
  /** In place of the rows, as JSON; null: the rows hold. */
  json: string | null
  action: ActionKind
  agent: string
  target: string
  template: string
  coalesce: Coalesce
  maxConcurrent: number | string
  priority: number
  stop: boolean
  enabled: boolean
}

export const EMPTY: Draft = {
  trigger: '',
  rows: [],
  json: null,
  action: 'CREATE_TASK',
  agent: '',
  target: '',
  template: '',
  coalesce: 'NEW',
  maxConcurrent: '',
  priority: 0,
  stop: false,
  enabled: true,
}

export function draftOf({ conditions, agent, target, maxConcurrent, ...rest }: CommandDraftFragment): Draft {
  const { trigger, action, template, coalesce, priority, stop, enabled } = rest
  const rows = toRows(conditions as Record<string, unknown>)
  return {
    trigger,
    action,
    template,
    coalesce,
    priority,
    stop,
    enabled,
    rows: rows ?? [],
    json: rows ? null : JSON.stringify(conditions, null, 2),
    agent: agent ?? '',
    target: target ?? '',
    maxConcurrent: maxConcurrent ?? '',
  }
}

/** A beginning that fits an event. */
export function draftFrom(event: NonNullable<SampleEventQuery['event']>): Draft {
  const template = event.subject?.title ? '{{subject.title}}\n\n{{subject.body}}' : ''
  return { ...EMPTY, trigger: event.eventType, agent: 'planning', template }
}

/** As the server takes it. @throws {SyntaxError} when the conditions are no JSON */
export function toInput({ rows, json, agent, target, maxConcurrent, ...rest }: Draft): CommandInput {
  return {
    ...rest,
    conditions: json === null ? toConditions(rows) : JSON.parse(json),
    agent: agent.trim() || null,
    target: rest.action === 'FORWARD' ? target.trim() || null : null,
    maxConcurrent: maxConcurrent === '' ? null : Number(maxConcurrent),
  }
}

/** Null: its conditions cannot be read. */
export function inputOrNull(draft: Draft): CommandInput | null {
  try {
    return toInput(draft)
  } catch {
    return null
  }
}
