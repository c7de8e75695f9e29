import { restRoutes } from '../../src/http/rest/routes.ts'
import type { CreateApiKeyInput } from '../../src/registry/inputs.ts'
import { createApiKey } from '../../src/registry/keys.ts'
import { admin, createTestRegistry, type TestRegistry } from './registry.ts'

export type Json = ReturnType<typeof JSON.parse>

export interface TestRest {
  registry: TestRegistry
  key: string
  /** Calls with the key; a body is sent as JSON. */
  call(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<{ status: number; headers: Headers; body: Json }>
  request: (path: string, init?: RequestInit) => Promise<Response>
}

/** The REST API on a fresh database, and a key for it. */
export async function createTestRest(key: Partial<CreateApiKeyInput> = {}): Promise<TestRest> {
  const registry = await createTestRegistry()
  const app = restRoutes({ registry })
  const made = await createApiKey(registry, admin, { name: 'tester', role: 'ADMIN', ...key })
  const request = async (path: string, init?: RequestInit) => app.request(path, init)
  return { registry, key: made.key, request, call }

  async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const init = { method, headers: { authorization: `Bearer ${made.key}`, 'content-type': 'application/json', ...headers } }
    const response = await app.request(path, {
      ...init,
      body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) }
  }
}
