/** Follows what comes of a delivery over steps, processes and systems, in the terms of https://www.w3.org/TR/trace-context/ */
export interface Tracer {
  /** `parent`: a `traceparent` that this follows from; what is none is left out. `beganAtMs` on the process' own clock (default: now). */
  start(name: string, about: SpanStart): Span
  /** Sends what is left to send. */
  close(): Promise<void>
}

export interface SpanStart {
  kind: 'server' | 'client' | 'internal'
  parent?: string | null | undefined
  attributes?: Attributes
  beganAtMs?: number
}
export type Attributes = Record<string, string | number | boolean>

/** One step. */
export interface Span {
  /** As a `traceparent`, for what follows from it; null: nobody follows. */
  readonly context: string | null
  /** `error`: what went wrong, in a few words or a code. */
  end(attributes?: Attributes, error?: string): void
}

export const NO_SPAN: Span = { context: null, end: () => {} }

/** Where traces are sent nowhere. */
export const NO_TRACES: Tracer = { start: () => NO_SPAN, close: async () => {} }

const TRACEPARENT = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/

/** A header's value where it is a `traceparent`, else null. */
export function readTraceParent(header: string | undefined): string | null {
  return header !== undefined && TRACEPARENT.test(header) ? header : null
}

/** What a line of the log names a trace by. */
export function traceOf(context: string | null): { trace_id?: string; span_id?: string } {
  if (context === null) return {}
  const [, trace, span] = context.split('-')
  return { trace_id: trace!, span_id: span! }
}
