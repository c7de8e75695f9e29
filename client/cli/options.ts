import { type Command, InvalidArgumentError } from 'commander'

const UNITS_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

export interface PageOptions {
  limit: number
  after?: string
}

/** --limit and --after of a list. */
export function addPageOptions(command: Command): Command {
  return command
    .option('-n, --limit <number>', 'how many to show, 1 to 100', wholeNumber(1, 100), 25)
    .option('--after <cursor>', 'go on behind the cursor that the page before has ended with')
}

/** Reads a whole number. @throws {InvalidArgumentError} */
export function wholeNumber(min: number, max: number) {
  return (text: string): number => {
    const number = Number(text)
    if (/^-?\d+$/.test(text) && number >= min && number <= max) return number
    throw new InvalidArgumentError(`Expected a whole number from ${min} to ${max}.`)
  }
}

/** `90s`, `15m`, `2h` or `7d` in milliseconds. @throws {InvalidArgumentError} */
export function durationMs(text: string): number {
  const [, number, unit] = /^(\d+)([smhd])$/.exec(text) ?? []
  if (unit === undefined) throw new InvalidArgumentError('Expected a duration such as 90s, 15m, 2h or 7d.')
  return Number(number) * UNITS_MS[unit]!
}

/** A time, or how long ago it was, as ISO 8601. @throws {InvalidArgumentError} */
export function pointInTime(text: string): string {
  const ms = /^\d+[smhd]$/.test(text) ? Date.now() - durationMs(text) : Date.parse(text)
  if (Number.isNaN(ms)) throw new InvalidArgumentError('Expected a duration such as 15m, or a time such as 2026-01-31T08:00:00Z.')
  return new Date(ms).toISOString()
}

/** A time, or how long from now it is, as ISO 8601. @throws {InvalidArgumentError} */
export function timeToCome(text: string): string {
  const ms = /^\d+[smhd]$/.test(text) ? Date.now() + durationMs(text) : Date.parse(text)
  if (Number.isNaN(ms)) throw new InvalidArgumentError('Expected a duration such as 30d, or a time such as 2027-01-31.')
  return new Date(ms).toISOString()
}

/** JSON of any kind. @throws {InvalidArgumentError} */
export function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new InvalidArgumentError(`Expected JSON: ${(error as Error).message}.`)
  }
}

/** One more of an option that may be given several times. */
export function several(value: string, before: string[] = []): string[] {
  return [...before, value]
}

/** As the schema writes an enum's values: the command line takes `create_task` and `CREATE_TASK`. */
export function enumValue<Value extends string>(text: string): Value {
  return text.toUpperCase().replaceAll('-', '_') as Value
}

export function enumValues<Value extends string>(text: string, before: Value[] = []): Value[] {
  return [...before, enumValue<Value>(text)]
}
