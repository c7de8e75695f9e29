import { InvalidInput } from '../errors.ts'
import type { Command } from '../model/command.ts'
import { type Compiled, createCompiler } from './compile.ts'
import type { Rules } from './event-view.ts'
import { triggersFor } from './trigger.ts'

/**
 * How many candidates and event types the memo of a small index holds together before it starts anew; an index of many
 * commands holds four for each. A bound on memory, for what event types come is up to the sender.
 */
export const MIN_REMEMBERED = 20_000

/** A command whose trigger matches; what is in it is compiled when it is first tried. */
export interface Candidate {
  readonly command: Command
  /** What the stored command compiles to, or why it does not. */
  compiled(): Compiled | InvalidInput
}

/** The enabled commands of one webhook, found by event type. */
export interface CommandIndex {
  /** The commands whose trigger matches: higher priority first, equal priority by id. */
  candidates(eventType: string): readonly Candidate[]
}

/** Makes the commands of one webhook ready for its events. Disabled commands are left out. Cheap: compiling comes later. */
export function prepare(commands: readonly Command[], rules: Rules): CommandIndex {
  const byTrigger = new Map<string, Candidate[]>()
  const compile = createCompiler(rules)
  for (const command of commands) {
    if (command.enabled) addTo(byTrigger, command.trigger, { command, compiled: once(() => orWhyNot(() => compile(command))) })
  }
  return { candidates: remember((eventType) => collect(byTrigger, eventType), Math.max(MIN_REMEMBERED, 4 * commands.length)) }
}

function addTo(byTrigger: Map<string, Candidate[]>, trigger: string, candidate: Candidate): void {
  const bucket = byTrigger.get(trigger)
  if (bucket) bucket.push(candidate)
  else byTrigger.set(trigger, [candidate])
}

function collect(byTrigger: ReadonlyMap<string, readonly Candidate[]>, eventType: string): readonly Candidate[] {
  return [...triggersFor(eventType)].flatMap((trigger) => byTrigger.get(trigger) ?? []).sort(byPriority)
}

function byPriority({ command: a }: Candidate, { command: b }: Candidate): number {
  return b.priority - a.priority || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
}

type Find = (eventType: string) => readonly Candidate[]

function remember(find: Find, maxSize: number): Find {
  const memo = new Map<string, readonly Candidate[]>()
  let size = 0
  return (eventType) => {
    const known = memo.get(eventType)
    if (known) return known
    const found = find(eventType)
    if (size + found.length + 1 > maxSize) {
      memo.clear()
      size = 0
    }
    memo.set(eventType, found)
    size += found.length + 1
    return found
  }
}

function orWhyNot(compile: () => Compiled): Compiled | InvalidInput {
  try {
    return compile()
  } catch (error) {
    if (error instanceof InvalidInput) return error
    throw error
  }
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => (made ??= { value: make() }).value
}
