import { type DestinationStream, type Logger as PinoLogger, pino } from 'pino'

export type Logger = PinoLogger

const REDACTED = ['authorization', 'cookie', 'secret', 'token', 'key', 'password', 'credentials', 'leaseToken', 'apiKey']

/**
 * One JSON line per outcome, on standard output. Values under names that hold secrets are struck out, on the line itself
 * and on its error; control characters cannot break a line, for JSON escapes them.
 */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  // By name and not by pattern: a pattern would look through every value of every line.
  const paths = REDACTED.flatMap((name) => [name, `err.${name}`])
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: (label) => ({ level: label }) }, redact: paths },
    destination,
  )
}
