/** A place in JSON, by the keys that lead to it; none: the whole. */
export type Keys = readonly string[]

/** What is open of an object or a list: its open members by their keys, each with what is open in it. */
export interface Open extends ReadonlyMap<string, Open> {}

/** One line of the tree. */
export interface Row {
  keys: Keys
  /** The last of its keys; empty: the whole. */
  key: string
  value: unknown
  /** How many members it has; null: it is no object and no list. */
  size: number | null
  isOpen: boolean
}

/** The lines that are to be seen. A list of many thousands costs nothing until a line of it is asked for. */
export interface Lines {
  count: number
  at(index: number): Row
  /** The line of a place whose parents are open. */
  indexOf(keys: Keys): number
}

/** An open object or list, with those of its members that are open themselves, in order. */
interface Place {
  keys: Keys
  value: Record<string, unknown>
  /** Its members' keys; null: it is a list. */
  names: readonly string[] | null
  below: { member: number; place: Place }[]
  /** Its own line and all below it. */
  count: number
}

/** `open` null: the whole is closed. */
export function linesOf(root: unknown, open: Open | null): Lines {
  const place = open && sizeOf(root) !== null ? placeOf(root, [], open) : null
  if (place === null) return { count: 1, at: () => rowOf([], root, false), indexOf: () => 0 }
  return { count: place.count, at: (index) => rowAt(place, index), indexOf: (keys) => lineOf(place, keys) }
}

/** As conditions and templates name the place: `issue.labels.0.name`. */
export function pathOf(keys: Keys): string {
  return keys.join('.')
}

export function toggled(open: Open | null, keys: Keys): Open | null {
  const [key, ...rest] = keys
  if (key === undefined) return open ? null : new Map()
  const inner = toggled(open?.get(key) ?? null, rest)
  const next = new Map(open)
  if (inner === null) next.delete(key)
  else next.set(key, inner)
  return next
}

/** With everything open that a place has to be seen through. */
export function openTo(open: Open | null, keys: Keys): Open {
  const [key, ...rest] = keys
  if (key === undefined || rest.length === 0) return open ?? new Map()
  return new Map(open).set(key, openTo(open?.get(key) ?? null, rest))
}

/** Objects and lists down to a depth, unless they have too many members to be of use open. */
export function openAtFirst(root: unknown, depth: number): Open | null {
  if (sizeOf(root) === null || depth < 0) return null
  const open = new Map<string, Open>()
  for (const [key, member] of Object.entries(root as object).slice(0, 200)) {
    const inner = (sizeOf(member) ?? 0) > 50 ? null : openAtFirst(member, depth - 1)
    if (inner) open.set(key, inner)
  }
  return open
}

/** The places whose key or plain value holds a text, in the tree's order; null between them, for whoever wants to pause. */
export function* findPlaces(root: unknown, text: string): Generator<Keys | null, void> {
  const wanted = text.toLowerCase()
  const keys: string[] = []
  yield* look('', root)

  function* look(key: string, value: unknown): Generator<Keys | null, void> {
    const isPlain = sizeOf(value) === null
    yield key.toLowerCase().includes(wanted) || (isPlain && String(value).toLowerCase().includes(wanted)) ? [...keys] : null
    if (isPlain) return
    for (const name in value as object) {
      keys.push(name)
      yield* look(name, (value as Record<string, unknown>)[name])
      keys.pop()
    }
  }
}

function placeOf(value: unknown, keys: Keys, open: Open): Place {
  const names = Array.isArray(value) ? null : Object.keys(value as object)
  const place: Place = { keys, value: value as Place['value'], names, below: [], count: 1 + sizeOf(value)! }
  for (const [key, inner] of open) {
    const member = names === null ? Number(key) : names.indexOf(key)
    if (sizeOf(place.value[key]) !== null) place.below.push({ member, place: placeOf(place.value[key], [...keys, key], inner) })
  }
  place.below.sort((a, b) => a.member - b.member)
  for (const { place: inner } of place.below) place.count += inner.count - 1
  return place
}

function rowAt(place: Place, index: number): Row {
  if (index === 0) return rowOf(place.keys, place.value, true)
  let member = index - 1
  for (const below of place.below) {
    if (member < below.member) break
    if (member < below.member + below.place.count) return rowAt(below.place, member - below.member)
    member -= below.place.count - 1
  }
  const name = place.names === null ? String(member) : place.names[member]!
  return rowOf([...place.keys, name], place.value[name], false)
}

function lineOf(place: Place, keys: Keys): number {
  const key = keys[place.keys.length]
  if (key === undefined) return 0
  const member = place.names === null ? Number(key) : place.names.indexOf(key)
  let line = 1 + member
  for (const below of place.below) {
    if (below.member === member) return line + lineOf(below.place, keys)
    if (below.member < member) line += below.place.count - 1
  }
  return line
}

function rowOf(keys: Keys, value: unknown, isOpen: boolean): Row {
  return { keys, key: keys.at(-1) ?? '', value, size: sizeOf(value), isOpen }
}

function sizeOf(value: unknown): number | null {
  if (typeof value !== 'object' || value === null) return null
  return Array.isArray(value) ? value.length : Object.keys(value).length
}
