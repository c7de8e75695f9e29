import type { Subject } from '../model/event.ts'
import type { Json, JsonObject } from '../model/json.ts'
import { compilePath, type Path } from './path.ts'

/** What a command may see of one event. */
export interface EventView {
  eventType: string
  eventId: string
  webhookId: string
  payload: Json
  subject: Subject
  /** Names that were looked up at the provider, by kind: `{ channel: 'engineering' }`. */
  names: Readonly<Record<string, string>>
  /**
   * Parses the raw text again, with every number that JSON.parse cannot hold exactly as a text of its digits. Asked only
   * when a template prints such a number.
   */
  lossless?: () => Json
}

/** What a provider's file says about names: the part of `Provider` that deciding needs. */
export interface Rules {
  /** A written path → the path in the payload. Asked only where the payload has nothing at the written path. */
  readonly aliases: Readonly<Record<string, string>>
  /** Where the short conditions look, as paths into the payload or the subject. */
  readonly shortConditions: Readonly<Partial<Record<ShortForm, readonly string[]>>>
}
export type ShortForm = 'labels' | 'label' | 'body_contains' | 'channel'

/**
 * A name as a condition or a template writes it. It is looked for, in this order, in
 * 1. the subject, for `subject.title|body|actor|actorTrust|thread|url`: a payload cannot stand in for these,
 * 2. the payload, as a path,
 * 3. the payload, by the provider's alias,
 * 4. what Hookline knows: `subject` (whole), `event_type`, `event_id`, `webhook_id`. So a payload's own `event_id` wins.
 */
export interface Name {
  readonly path: Path
  readonly ofSubject: keyof Subject | null
  readonly alias: Path | null
  readonly own: ((event: EventView) => Json) | null
}

const SUBJECT_FIELDS: ReadonlySet<string> = new Set<keyof Subject>(['title', 'body', 'actor', 'actorTrust', 'thread', 'url'])

const OWN_NAMES = new Map<string, (event: EventView) => Json>([
  ['subject', (event): JsonObject => ({ ...event.subject })],
  ['event_type', (event) => event.eventType],
  ['event_id', (event) => event.eventId],
  ['webhook_id', (event) => event.webhookId],
])

/** Makes a name ready for use with the aliases of one provider. Takes any text. */
export function compileName(text: string, aliases: Rules['aliases']): Name {
  const target = Object.hasOwn(aliases, text) ? aliases[text] : undefined
  return {
    path: compilePath(text),
    ofSubject: subjectField(text),
    alias: target === undefined ? null : compilePath(target),
    own: OWN_NAMES.get(text) ?? null,
  }
}

// No blanks: an event type may be worded by the sender of a custom webhook, but one word is no instruction.
const ONE_WORD = /^[\p{L}\p{N}_.:/@#&~-]{1,100}$/u

/** Whether what was found by a name is Hookline's own word (an id, the event type, the actor's trust), not the sender's. */
export function isOurs(name: Name, value: Json, event: EventView): boolean {
  if (name.ofSubject) return name.ofSubject === 'actorTrust'
  // A payload may have a member of the same name. Where it says the same, it does not matter whose it is.
  return name.own !== null && typeof value === 'string' && value === name.own(event) && ONE_WORD.test(value)
}

/** What a name stands for in an event; undefined: nothing. */
export function resolveName(name: Name, event: EventView): Json | undefined {
  if (name.ofSubject) return event.subject[name.ofSubject]
  const found = name.path.find(event.payload)
  return found === undefined ? resolveElsewhere(name, event) : found
}

// Where the payload has nothing at the path itself.
function resolveElsewhere(name: Name, event: EventView): Json | undefined {
  const found = name.alias?.find(event.payload)
  return found === undefined ? name.own?.(event) : found
}

function subjectField(text: string): keyof Subject | null {
  const field = text.startsWith('subject.') ? text.slice('subject.'.length) : ''
  return SUBJECT_FIELDS.has(field) ? (field as keyof Subject) : null
}
