import type { LoggerOptions } from 'pino'
import { VERSION } from './model/package.ts'

/**
 * Whose fields a line has: `json`, pino's own; `gcp`, those that Google Cloud Logging reads a line's severity, time and message from
 * (https://docs.cloud.google.com/logging/docs/structured-logging) and Error Reporting its errors
 * (https://docs.cloud.google.com/error-reporting/docs/formatting-error-messages); `aws`, those of Amazon's own JSON logs, which
 * CloudWatch finds by name (https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_AnalyzeLogData-discoverable-fields.html).
 */
export const LOG_FORMATS = ['json', 'gcp', 'aws'] as const
export type LogFormat = (typeof LOG_FORMATS)[number]

const SEVERITIES: Record<string, string> = {
  trace: 'DEBUG',
  debug: 'DEBUG',
  info: 'INFO',
  warn: 'WARNING',
  error: 'ERROR',
  fatal: 'CRITICAL',
}
const REPORTED = 'type.googleapis.com/google.devtools.clouderrorreporting.v1beta1.ReportedErrorEvent'

/** Pino's options for the shape. `project`: Google's, whose traces lines of `gcp` name; null: they name none. */
export function shapeOf(format: LogFormat, project: string | null): LoggerOptions {
  switch (format) {
    case 'json':
      return { timestamp: () => time('time'), formatters: { level: (label) => ({ level: label }) } }
    case 'aws':
      return {
        messageKey: 'message',
        timestamp: () => time('timestamp'),
        formatters: { level: (label) => ({ level: label.toUpperCase() }) },
      }
    case 'gcp':
      return {
        messageKey: 'message',
        timestamp: () => time('time'),
        formatters: { level: severity, log: (fields) => withTrace(withStack(fields), project) },
        base: { serviceContext: { service: 'hookline', version: VERSION } },
      }
  }
}

function time(field: string): string {
  return `,"${field}":"${new Date().toISOString()}"`
}

function severity(label: string): object {
  return { severity: SEVERITIES[label] ?? 'DEFAULT', ...(label === 'error' || label === 'fatal' ? { '@type': REPORTED } : {}) }
}

/** Error Reporting groups errors by the stack that stands under this name. */
function withStack(fields: Record<string, unknown>): Record<string, unknown> {
  return fields.err instanceof Error ? { ...fields, stack_trace: fields.err.stack } : fields
}

/** What leads from a line to its trace: https://docs.cloud.google.com/trace/docs/trace-log-integration */
function withTrace(fields: Record<string, unknown>, project: string | null): Record<string, unknown> {
  const { trace_id: traceId, span_id: spanId } = fields
  if (project === null || traceId === undefined) return fields
  const trace = `projects/${project}/traces/${traceId}`
  return { ...fields, 'logging.googleapis.com/trace': trace, 'logging.googleapis.com/spanId': spanId }
}
