import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { configSchema } from '../../registry/config-files/shape.ts'
import { policy } from '../security-headers.ts'
import type { RestApp } from './route.ts'

const FILES: Record<string, string> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
}
const POLICY = policy({ 'script-src': "'self'", 'style-src': "'self'", 'img-src': "'self' data:", 'connect-src': "'self'" })

const PAGE = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Hookline · REST API</title><link rel="stylesheet" href="/api/docs/swagger-ui.css"></head>
<body><div id="ui"></div><script src="/api/docs/swagger-ui-bundle.js"></script><script src="/api/docs/start.js"></script></body>
</html>
`
const START = `SwaggerUIBundle({ url: '/api/openapi.json', dom_id: '#ui', validatorUrl: null, deepLinking: true })\n`

/** The OpenAPI document, a page to read and try it on, and the schema of config files; all files come from this server. */
export function addDocRoutes(app: RestApp, version: string): void {
  app.openAPIRegistry.registerComponent('securitySchemes', 'key', { type: 'http', scheme: 'bearer' })
  app.doc31('/api/openapi.json', {
    openapi: '3.1.0',
    info: {
      title: 'Hookline',
      version,
      description:
        'Webhooks, their commands and their events. A POST with an Idempotency-Key header can be sent again safely for 24 hours.',
    },
    security: [{ key: [] }],
  })
  app.get('/api/config.schema.json', (c) => c.json(configSchema(), 200, { 'Content-Type': 'application/schema+json' }))
  app.get('/api/docs', (c) => c.html(PAGE, 200, { 'Content-Security-Policy': POLICY }))
  app.get('/api/docs/', (c) => c.redirect('/api/docs'))
  app.get('/api/docs/start.js', (c) => c.body(START, 200, { 'Content-Type': 'text/javascript; charset=utf-8' }))
  for (const [name, type] of Object.entries(FILES)) {
    app.get(`/api/docs/${name}`, async (c) =>
      c.body(await readSwaggerFile(name), 200, { 'Content-Type': type, 'Cache-Control': 'private, max-age=86400' }),
    )
  }
}

function readSwaggerFile(name: string): Promise<Uint8Array<ArrayBuffer>> {
  const folder = path.dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))
  return readFile(path.join(folder, name))
}
