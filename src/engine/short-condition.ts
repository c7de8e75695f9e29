import type { ConditionTrace } from '../model/event.ts'
import type { Json, JsonObject } from '../model/json.ts'
import { compileName, type EventView, type Name, type Rules, resolveName, type ShortForm } from './event-view.ts'
import { checkOperand, complain, countTest, type Spot } from './spot.ts'
import { brief } from './value.ts'

/** Holds one condition against an event. */
export type Condition = (event: EventView) => ConditionTrace

/** The short forms that need no payload path, and where they look when the provider does not say. */
const DEFAULT_PLACES: Readonly<Record<ShortForm, readonly string[]>> = {
  labels: [],
  label: [],
  body_contains: ['subject.body'],
  channel: [],
}

/** The key under which a trace shows a name that was looked up at the provider. */
const LOOKED_UP = 'looked-up name'

// Providers write ids in capitals and digits (Slack: C024BE91L) and names not so.
const ID = /^[A-Z0-9]{6,}$/

export function isShortForm(key: string): key is ShortForm {
  return Object.hasOwn(DEFAULT_PLACES, key)
}

/**
 * Makes a short condition ready. Each takes a text or a list of texts, of which one must fit; letters' case is ignored,
 * except in a channel's id.
 *
 * | written         | holds when                                                                                       |
 * |-----------------|--------------------------------------------------------------------------------------------------|
 * | `labels`        | the event's issue or request has one of these labels                                             |
 * | `label`         | the label that was just set is one of these                                                      |
 * | `body_contains` | the text holds one of these: the first text that is there, where null counts as there and empty  |
 * | `channel`       | the channel has one of these ids, or names with or without `#`; the trace says what was compared |
 *
 * Problems go to `spot`.
 */
export function compileShort(key: ShortForm, operand: Json, rules: Rules, spot: Spot): Condition | null {
  const wanted = typeof operand === 'string' ? [operand] : operand
  if (!countTest(spot) || !isTexts(wanted, spot)) return null
  const places = rules.shortConditions[key] ?? DEFAULT_PLACES[key]
  if (places.length === 0) {
    complain(spot, 'is not known for this provider; write a path of the payload')
    return null
  }
  const names = places.map((place) => compileName(place, {}))
  if (key === 'channel') return compileChannel(operand, wanted, names, spot)
  return key === 'body_contains' ? compileText(operand, wanted, names) : compileLabels(key, operand, wanted, names)
}

function isTexts(wanted: Json, spot: Spot): wanted is string[] {
  checkOperand(wanted, spot)
  if (Array.isArray(wanted) && wanted.length > 0 && wanted.every((text) => typeof text === 'string' && text !== '')) return true
  complain(spot, 'must be a text or a list of texts, none of them empty')
  return false
}

function compileLabels(path: string, operand: Json, wanted: readonly string[], places: readonly Name[]): Condition {
  const fitting = new Set(wanted.map((text) => text.toLowerCase()))
  const expected = brief(operand)
  return (event) => {
    const labels = textsAt(places, event)
    return { path, expected, actual: brief(labels), held: labels.some((label) => fitting.has(label.toLowerCase())) }
  }
}

function compileText(operand: Json, wanted: readonly string[], places: readonly Name[]): Condition {
  const needles = wanted.map((text) => text.toLowerCase())
  const expected = brief(operand)
  return (event) => {
    const text = firstText(places, event)
    return { path: 'body_contains', expected, actual: brief(text), held: text !== null && includesAny(text.toLowerCase(), needles) }
  }
}

function firstText(places: readonly Name[], event: EventView): string | null {
  for (const place of places) {
    const value = resolveName(place, event)
    if (value !== undefined) return typeof value === 'string' ? value : null
  }
  return null
}

function includesAny(text: string, needles: readonly string[]): boolean {
  return needles.some((needle) => text.includes(needle))
}

function compileChannel(operand: Json, wanted: readonly string[], places: readonly Name[], spot: Spot): Condition {
  const fitting = new Set(wanted.flatMap((text) => (ID.test(text) ? [text] : [text, bareName(text)])))
  const byName = wanted.some((text) => !ID.test(text))
  if (byName) spot.found.needsNames.add('channel')
  const expected = brief(operand)
  const fits = (text: string): boolean => fitting.has(text) || (byName && fitting.has(bareName(text)))
  return (event) => {
    const compared = channelOf(event, places, byName)
    return {
      path: 'channel',
      expected,
      actual: brief(compared),
      held: Object.values(compared).some((text) => typeof text === 'string' && fits(text)),
    }
  }
}

/** What a channel condition is compared with, by where it stands; a name that nobody looked up is null. */
function channelOf(event: EventView, places: readonly Name[], byName: boolean): JsonObject {
  const compared: JsonObject = {}
  for (const place of places) {
    const [text] = textsAt([place], event)
    if (text !== undefined) compared[place.path.text] = text
  }
  if (byName) compared[LOOKED_UP] = Object.hasOwn(event.names, 'channel') ? (event.names.channel ?? null) : null
  return compared
}

function bareName(text: string): string {
  return text.replace(/^#/, '').toLowerCase()
}

/** The texts at any of the places; a list gives its elements, a number its digits. */
function textsAt(places: readonly Name[], event: EventView): string[] {
  const texts: string[] = []
  for (const place of places) {
    const value = resolveName(place, event)
    for (const each of Array.isArray(value) ? value : [value]) {
      if (typeof each === 'string' || typeof each === 'number') texts.push(String(each))
    }
  }
  return texts
}
