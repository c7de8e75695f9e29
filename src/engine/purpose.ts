import type { ActionKind } from '../model/command.ts'
import { cleanValue } from './outgoing.ts'
import { cleanUntrusted, markOf } from './untrusted.ts'

/** What a rendered text is for: an agent reads it, people read it at the provider, or it goes on as it is. */
export type Purpose = 'task' | 'outgoing' | 'plain'

/** What a command's text is for, by what the command does. */
export const PURPOSES: Readonly<Record<ActionKind, Purpose>> = {
  create_task: 'task',
  comment: 'outgoing',
  ask: 'outgoing',
  respond: 'outgoing',
  forward: 'plain',
}

/** How a value from outside is written into a text. */
export interface Style {
  /** Stand around each such value; empty: nothing does. */
  readonly open: string
  readonly close: string
  /** @param before the piece of text right before it */
  clean(text: string, before: string): string
}

const PLAIN: Style = { open: '', close: '', clean: (text) => text }
const OUTGOING: Style = { open: '', close: '', clean: cleanValue }

export function styleFor(purpose: Purpose, eventId: string): Style {
  if (purpose === 'task') {
    const { open, close } = markOf(eventId)
    return { open, close, clean: cleanUntrusted }
  }
  return purpose === 'outgoing' ? OUTGOING : PLAIN
}
