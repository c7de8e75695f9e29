import { Writable } from 'node:stream'
import { expect, it } from 'vitest'
import { createLogger } from '../src/log.ts'
import type { LogFormat } from '../src/log-shape.ts'

it('tells Error Reporting of an error with its stack, and no secret', () => {
  const line = logged('gcp', (log) => log.error({ err: new Error('it broke'), token: 'shown to nobody' }, 'failed'))

  expect(line).toMatchObject({ severity: 'ERROR', message: 'failed', '@type': expect.stringContaining('ReportedErrorEvent') })
  expect(line.stack_trace).toContain('Error: it broke\n    at ')
  expect(line.token).toBe('[Redacted]')
})

it('calls a warning what each calls it', () => {
  expect(logged('gcp', (log) => log.warn('x'))).toMatchObject({ severity: 'WARNING' })
  expect(logged('aws', (log) => log.warn('x'))).toMatchObject({ level: 'WARN' })
  expect(logged('json', (log) => log.warn('x'))).toMatchObject({ level: 'warn' })
})

it('leads to the trace in Cloud Trace where the project is known', () => {
  const about = { trace_id: '0af7651916cd43dd8448eb211c80319c', span_id: 'b7ad6b7169203331' }

  expect(logged('gcp', (log) => log.info(about, 'x'), 'my-project')).toMatchObject({
    'logging.googleapis.com/trace': `projects/my-project/traces/${about.trace_id}`,
    'logging.googleapis.com/spanId': about.span_id,
  })
  for (const line of [logged('gcp', (log) => log.info(about, 'x')), logged('gcp', (log) => log.info('x'), 'my-project')])
    expect(Object.keys(line).filter((name) => name.startsWith('logging.'))).toEqual([])
})

function logged(format: LogFormat, write: (log: ReturnType<typeof createLogger>) => void, project: string | null = null) {
  let text = ''
  write(createLogger('info', new Writable({ write: (chunk, _encoding, done) => done(void (text += chunk)) }), { format, project }))
  return JSON.parse(text)
}
