import picocolors from 'picocolors'
import { ENVIRONMENT } from './environment.ts'
import { type Column, formatFields, formatTable } from './table.ts'

export type Colours = ReturnType<typeof picocolors.createColors>

/** A page of rows; `next` is handed back as --after. */
export interface Rows<Row> {
  items: readonly Row[]
  next?: string | null
  /** The first column of a page that is empty. */
  none: string
}

/** Data goes to standard output: as tables and lines for people, as JSON for programs. */
export interface Output {
  isJson: boolean
  colours: Colours
  /** One thing: a JSON document, or names and values. */
  thing(thing: unknown, fields: readonly (readonly [name: string, value: unknown])[]): void
  /** A list: `{items, next}`, or a table. */
  rows<Row>(rows: Rows<Row>, columns: readonly Column<Row>[]): void
  /** One of many that come as they happen: a line of JSON, or of text. */
  message(message: unknown, text: string): void
  /** Text for people only. */
  text(text: string): void
}

export function createOutput(isJson: boolean): Output {
  const colours = picocolors.createColors(process.stdout.isTTY === true && !ENVIRONMENT.isPlain)
  const write = (lines: readonly string[]) => void process.stdout.write(`${lines.join('\n')}\n`)
  const document = (value: unknown) => write([JSON.stringify(value, null, 2)])
  return {
    isJson,
    colours,
    thing: (thing, fields) => (isJson ? document(thing) : write(formatFields(fields))),
    rows({ items, next = null, none }, columns) {
      if (isJson) return document({ items, next })
      if (items.length === 0) return say(none)
      const [titles, ...lines] = formatTable(items, columns, process.stdout.columns)
      write([colours.bold(titles!), ...lines])
      if (next !== null) say(`There are more: --after ${next}`)
    },
    message: (message, text) => write([isJson ? JSON.stringify(message) : text]),
    text: (text) => void (isJson || write([text])),
  }
}

/** What is told to whoever watches goes to standard error, so that it does not mix with the data. */
export function say(text: string): void {
  process.stderr.write(`${text}\n`)
}

/** The server was not reached, and is tried again. */
export function sayRetry(error: unknown, waitMs: number): void {
  say(`${error instanceof Error ? error.message : error}. Trying again in ${(waitMs / 1000).toFixed(1)} s.`)
}

/** For a stream: tells when its connection is lost, and when it is there again. */
export function sayConnections() {
  let isFirst = true
  return { onRetry: sayRetry, onConnect }

  function onConnect(): void {
    if (!isFirst) say('Connected again.')
    isFirst = false
  }
}

/** A line that is written over by the next, where somebody watches; nothing elsewhere. `end` leaves the last one standing. */
export function createProgress() {
  const isShown = process.stderr.isTTY === true
  return {
    show: (text: string) => void (isShown && process.stderr.write(`\r\x1b[K${text}`)),
    end: () => void (isShown && process.stderr.write('\n')),
  }
}
