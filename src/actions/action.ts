import type { NewAction, NewTask, Statement } from '../backends/database/database.ts'
import type { PlannedAction } from '../engine/decide.ts'
import type { Command } from '../model/command.ts'
import type { Subject } from '../model/event.ts'
import { newId } from '../model/id.ts'
import type { Json } from '../model/json.ts'
import type { Answer, Provider } from '../providers/provider.ts'
import type { Place } from '../providers/reply.ts'
import { jobStatement } from './job.ts'

/** The event that an action is for. */
export interface OfEvent {
  id: string
  webhookId: string
  eventType: string
  payload: Json
  subject: Subject
  /** Given for events that Hookline itself makes: they happen where something else has happened. */
  place?: Place | null
}

/** The event's side of a planned action. */
export interface Occasion {
  event: OfEvent
  provider: Provider
  /** The provider reads our answer to this delivery. */
  readsAnswer: boolean
  /** Takes out of an answer what must not leave; given where the provider reads one. */
  strike?(text: string): string
  atMs: number
}

/** What an action comes to in the event's own commit. */
export interface Outcome {
  action: NewAction
  task?: NewTask
  answer?: Answer
  /** What else belongs into the same commit. */
  also?: readonly Statement[]
}

/** The event's side of one thing that a command can do. `answered`: an earlier command of the event has answered already. */
export type Begin = (planned: PlannedAction, occasion: Occasion, answered: boolean) => Outcome

/** Who wants an action: a command, or a key through the API. */
export interface Wanted {
  kind: Command['action']
  text: string
  commandId?: string
  commandVersion?: number
  agent?: string | null
  target?: string | null
  requestedBy?: string
}

/** A command's action as it is wanted. */
export function byCommand({ command, text }: PlannedAction): Wanted {
  const { id: commandId, version: commandVersion, action: kind, agent, target } = command
  return { kind, text, commandId, commandVersion, agent, target }
}

/** An action that has an outside effect: stored with its place, and with a job for the worker. */
export function outgoing(wanted: Wanted, { event, provider, atMs }: Pick<Occasion, 'event' | 'provider' | 'atMs'>): Outcome {
  const place = wanted.kind === 'forward' ? null : placeOf(event, provider)
  const action = { ...newAction(wanted, atMs), placeJson: place && JSON.stringify(place) }
  return { action, also: [jobStatement(action, provider.name)] }
}

/** Where a text about an event goes; null: nothing can be written there. */
export function placeOf({ place, eventType, payload }: OfEvent, provider: Provider): Place | null {
  return place === undefined ? (provider.replies?.place(eventType, payload) ?? null) : place
}

/** The row of an action that is still to be carried out. */
export function newAction({ kind, text, commandId, commandVersion, agent, target, requestedBy }: Wanted, atMs: number): NewAction {
  return {
    id: newId('action', atMs),
    commandId: commandId ?? null,
    commandVersion: commandVersion ?? null,
    kind,
    status: 'PENDING',
    text,
    agent: agent ?? null,
    target: target ?? null,
    requestedBy: requestedBy ?? null,
    doneAtMs: null,
    nextAttemptAtMs: atMs,
  }
}
