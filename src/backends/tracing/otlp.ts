import { setTimeout as wait } from 'node:timers/promises'
import { ROOT_CONTEXT, type SpanContext, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources'
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base'
import type { Logger } from '../../log.ts'
import { type Attributes, readTraceParent, type SpanStart, type Tracer } from '../../model/tracer.ts'

const KINDS = { server: SpanKind.SERVER, client: SpanKind.CLIENT, internal: SpanKind.INTERNAL }
/** What cannot be sent is said so often. */
const SAY_EVERY_MS = 60_000
const CLOSE_MS = 2000

/**
 * Sends traces by OTLP over HTTP, in batches and in the background. Headers, sampler, batches and the rest come from the
 * standard's own variables, which the libraries read: https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
 */
export function createOtlpTracer({ url, service, version }: { url: string; service: string; version: string }, log: Logger): Tracer {
  const exporter = saying(new OTLPTraceExporter({ url }), log)
  const provider = new BasicTracerProvider({
    resource: defaultResource().merge(resourceFromAttributes({ 'service.name': service, 'service.version': version })),
    spanProcessors: [new BatchSpanProcessor(exporter)],
  })
  const tracer = provider.getTracer('hookline', version)
  return {
    start(name, { kind, parent, attributes = {}, beganAtMs }: SpanStart) {
      const options = {
        kind: KINDS[kind],
        attributes,
        ...(beganAtMs === undefined ? {} : { startTime: performance.timeOrigin + beganAtMs }),
      }
      const span = tracer.startSpan(name, options, contextOf(parent))
      return {
        context: toTraceParent(span.spanContext()),
        end(more: Attributes = {}, error?: string) {
          span.setAttributes(more)
          if (error !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: error })
          span.end()
        },
      }
    },
    // A collector that is away does not keep the server from ending.
    close: () => Promise.race([provider.shutdown().catch(() => {}), wait(CLOSE_MS, undefined, { ref: false })]),
  }
}

function contextOf(parent: string | null | undefined) {
  const known = readTraceParent(parent ?? undefined)
  if (known === null) return ROOT_CONTEXT
  const [, traceId, spanId, flags] = known.split('-') as [string, string, string, string]
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true })
}

function toTraceParent({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`
}

/** A collector that is away disturbs nothing; the log says so now and then. */
function saying(exporter: OTLPTraceExporter, log: Logger): OTLPTraceExporter {
  const send = exporter.export.bind(exporter)
  let saidAt = Number.NEGATIVE_INFINITY
  exporter.export = (spans, done) =>
    send(spans, (result) => {
      if (result.error && performance.now() - saidAt > SAY_EVERY_MS) {
        saidAt = performance.now()
        log.warn({ reason: result.error.message, spans: spans.length }, 'traces could not be sent')
      }
      done(result)
    })
  return exporter
}
