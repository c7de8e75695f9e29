import { isDeepStrictEqual } from 'node:util'
import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts'
import { SHOWN_COMMAND, SHOWN_WEBHOOK } from '../names.ts'

// What a file is to hold, made of what it holds and of how its webhook stands: a field that says the same stays as it was
// written, and a field that has its default is not added.

/** What a field that is left out means. */
const WEBHOOK_DEFAULTS: JsonObject = {
  enabled: true,
  allow_unsigned: false,
  replay_guard: false,
  allowed_ips: [],
  rate_limit_per_minute: null,
  scheme: null,
  commands: [],
}
const COMMAND_DEFAULTS: JsonObject = {
  agent: null,
  template: '',
  conditions: {},
  priority: 0,
  stop: false,
  enabled: true,
  target: null,
  coalesce: 'NEW',
  max_concurrent: null,
}
/** What a new file shows in any case, as the founding document does. */
const ALWAYS = ['webhook_id', 'name', 'provider', 'endpoint', 'secret', 'enabled', 'commands']
/** What is in a file for others to read. */
const ASIDE = ['$schema', ...SHOWN_WEBHOOK, ...SHOWN_COMMAND].filter((name) => !ALWAYS.includes(name))

/** A command of a merged list, and the place of the one in the file that it comes from; null: it is new. */
export interface MergedCommand {
  from: number | null
  value: JsonObject
}

/** A new file. */
export function newFile(standing: JsonObject): JsonObject {
  const commands = (standing.commands as JsonObject[]).map((command) => mergeFields({}, command, COMMAND_DEFAULTS, []))
  return mergeFields({}, { ...standing, commands }, WEBHOOK_DEFAULTS, ALWAYS)
}

/** A file that is there. `needsId`: the id does not follow from its name. */
export function mergeFile(file: JsonObject, standing: JsonObject, needsId: boolean): JsonObject {
  const commands = mergeCommands(file, standing).map(({ value }) => value)
  const isEmpty = commands.length === 0 && !('commands' in file)
  const merged = mergeFields(file, { ...standing, commands }, WEBHOOK_DEFAULTS, needsId ? ['webhook_id'] : [])
  // What a name says already is added to no file.
  if (!needsId && !('webhook_id' in file)) delete merged.webhook_id
  if (!('endpoint' in file)) delete merged.endpoint
  if (isEmpty) delete merged.commands
  return merged
}

/** The file's order stays, what is new comes last. */
export function mergeCommands(file: JsonObject, standing: JsonObject): MergedCommand[] {
  const existing = Array.isArray(file.commands) ? file.commands.filter(isJsonObject) : []
  const wanted = standing.commands as JsonObject[]
  const sames = existing.map((command) =>
    wanted.findIndex((one, index) => isSame(command, one) && !isTaken(existing, wanted, command, index)),
  )
  const left = wanted.filter((_, index) => !sames.includes(index))
  const kept = existing.flatMap((command, from): MergedCommand[] => {
    if (sames[from]! >= 0) return [{ from, value: command }]
    const changed = left.shift()
    return changed ? [{ from, value: mergeFields(command, changed, COMMAND_DEFAULTS, []) }] : []
  })
  return [...kept, ...left.map((command) => ({ from: null, value: mergeFields({}, command, COMMAND_DEFAULTS, []) }))]
}

/** Of equal commands each stands for one. */
function isTaken(existing: readonly JsonObject[], wanted: readonly JsonObject[], command: JsonObject, index: number): boolean {
  const rank = existing.slice(0, existing.indexOf(command)).filter((one) => isDeepStrictEqual(one, command)).length
  const ranks = wanted.slice(0, index).filter((one) => isDeepStrictEqual(one, wanted[index])).length
  return rank !== ranks
}

function isSame(command: JsonObject, standing: JsonObject): boolean {
  return Object.keys(standing).every((name) => isSameField(command[name], standing[name]!, COMMAND_DEFAULTS[name]))
}

function isSameField(written: Json | undefined, standing: Json, byDefault: Json | undefined): boolean {
  return isDeepStrictEqual(written ?? byDefault ?? null, standing)
}

function mergeFields(file: JsonObject, standing: JsonObject, defaults: JsonObject, always: readonly string[]): JsonObject {
  const kept = Object.entries(file).flatMap(([name, written]): [string, Json][] => {
    const wanted = standing[name]
    if (wanted === undefined) return ASIDE.includes(name) ? [[name, written]] : []
    return [[name, isSameField(written, wanted, defaults[name]) ? written : wanted]]
  })
  const added = Object.entries(standing).filter(
    ([name, wanted]) => !(name in file) && (always.includes(name) || !isSameField(undefined, wanted, defaults[name])),
  )
  // Commands are long, and come last.
  const split = kept.findIndex(([name]) => name === 'commands')
  return Object.fromEntries(split < 0 ? [...kept, ...added] : [...kept.slice(0, split), ...added, ...kept.slice(split)])
}
