import { afterEach, describe, expect, it, vi } from 'vitest'
import { EgressBlocked, InvalidInput, ProviderFailure } from '../../src/errors.ts'
import { providers } from '../../src/providers/index.ts'
import type { Fetch } from '../../src/providers/provider.ts'
import { checkCredentials, statusOf } from '../../src/registry/check-credentials.ts'

const credentials = { token: 'ghp_1' }
const over = (fetch: Fetch) => ({ egress: { fetch, checkTarget: async () => {} }, now: () => Date.parse('2026-01-01T00:00:00Z') })

describe('a check of credentials', () => {
  afterEach(() => void vi.useRealTimers())

  it('takes no longer than one call may, however many it makes', async () => {
    vi.useFakeTimers()
    const hanging = over(() => new Promise(() => {}))

    const status = statusOf(hanging, providers.github, credentials)
    const checked = expect(checkCredentials(hanging, providers.github, credentials)).rejects.toThrow(ProviderFailure)
    await vi.advanceTimersByTimeAsync(15_000)

    expect(await status).toEqual({
      kind: 'unknown',
      baseUrl: 'https://api.github.com',
      ok: false,
      missing: [],
      account: null,
      checkedAt: '2026-01-01T00:00:00.000Z',
      message: 'GitHub did not answer within 15 s',
    })
    await checked
  })

  it('refuses an address that turns out to be blocked only when it is called', async () => {
    const blocked = over(async () => {
      throw new EgressBlocked('not there')
    })

    const refused = statusOf(blocked, providers.github, { ...credentials, baseUrl: 'https://moved.example/api/v3' })

    await expect(refused).rejects.toThrow(InvalidInput)
    await expect(refused).rejects.toThrow('credentials.baseUrl: not there')
  })

  it('says so where a provider cannot be asked', async () => {
    expect(await statusOf(over(vi.fn()), { ...providers.github, replies: undefined }, credentials)).toMatchObject({
      ok: true,
      kind: 'unchecked',
      baseUrl: 'https://api.github.com',
    })
  })

  it('shows of a long answer only the beginning', async () => {
    const headers = { 'x-oauth-scopes': 'repo' }
    const long = over(async () => ({ status: 200, headers, text: async () => JSON.stringify({ login: 'x'.repeat(10_000) }) }))

    expect((await statusOf(long, providers.github, credentials))?.account).toHaveLength(500)
  })
})
