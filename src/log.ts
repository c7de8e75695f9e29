import { type DestinationStream, destination, type Logger as PinoLogger, pino } from 'pino'
import { type LogFormat, shapeOf } from './log-shape.ts'

export type Logger = PinoLogger

const REDACTED = ['authorization', 'cookie', 'secret', 'token', 'key', 'password', 'credentials', 'leaseToken', 'apiKey']

/** What changes what a terminal shows or is not seen there, and JSON lets stand: controls of 8 bits, order and width, tags. */
const HIDDEN = /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|[\udb40-\udb43][\udc00-\udfff]/g

/**
 * One JSON line per outcome, on standard output. Values under names that hold secrets are struck out, on the line itself
 * and on its error. Control characters and what else is hidden stand there as `\u` and a number: they neither break a line
 * nor pass for another.
 */
export function createLogger(
  level: string,
  to: DestinationStream = standardOutput(),
  { format = 'json', project = null }: { format?: LogFormat; project?: string | null } = {},
): Logger {
  // By name and not by pattern: a pattern would look through every value of every line.
  const paths = REDACTED.flatMap((name) => [name, `err.${name}`])
  return pino(
    {
      level,
      base: null,
      ...shapeOf(format, project),
      redact: paths,
      hooks: { streamWrite },
    },
    to,
  )
}

let standard: DestinationStream | undefined

function standardOutput(): DestinationStream {
  standard ??= byTurns()
  return standard
}

/** Lines of one turn are one write: to write each by itself takes longer than to make it. */
function byTurns(): DestinationStream {
  const out = destination({ fd: 1, sync: true })
  let lines = ''
  process.once('exit', flush)
  return {
    write(line) {
      if (lines === '') setImmediate(flush)
      lines += line
    },
  }

  function flush(): void {
    if (lines !== '') out.write(lines)
    lines = ''
  }
}

/** A line is JSON, where each of these can only stand inside a text. */
function streamWrite(line: string): string {
  return line.replace(HIDDEN, (hidden) => hidden.split('').map(asNumber).join(''))
}

function asNumber(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
}
