import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { credentialsOf } from '../../src/actions/credentials.ts'
import { startFeed } from '../../src/backends/feed/feed.ts'
import type { LiveWebhook, LiveWebhooks } from '../../src/receive/live-webhooks.ts'
import { loadLiveWebhooks } from '../../src/receive/live-webhooks.ts'
import { setProviderCredentials } from '../../src/registry/provider-credentials.ts'
import { createWebhook, updateWebhook } from '../../src/registry/webhooks.ts'
import { startFakeGithub } from '../fakes/github.ts'
import { plainFetch } from '../helpers/plain-fetch.ts'
import { admin, createTestRegistry, type TestRegistry } from '../helpers/registry.ts'

const OWN = 'ghp_own'
const SHARED = 'ghp_shared'
const nothing = { credentials: {}, account: null }

describe('the credentials of a live webhook', () => {
  let registry: TestRegistry
  let live: LiveWebhooks
  let baseUrl: string
  let own: { credentials: object; account: string }
  let shared: { credentials: object; account: string }

  beforeEach(async () => {
    const accounts = { [OWN]: { login: 'own-bot', type: 'User' }, [SHARED]: { login: 'shared-bot', type: 'User' } } as const
    const github = await startFakeGithub({ accounts })
    const test = await createTestRegistry()
    const feed = await startFeed(test.db, test.log)
    onTestFinished(async () => {
      feed.close()
      await github.close()
    })
    live = await loadLiveWebhooks({ ...test, feed })
    registry = { ...test, egress: { fetch: plainFetch, checkTarget: async () => {} }, refreshWebhook: live.refresh }
    baseUrl = github.url
    own = { credentials: { token: OWN, baseUrl }, account: 'own-bot' }
    shared = { credentials: { token: SHARED, baseUrl }, account: 'shared-bot' }
    await createWebhook(registry, admin, { id: 'own', name: 'x', provider: 'github', credentials: { token: OWN, baseUrl } })
    await createWebhook(registry, admin, { id: 'without', name: 'x', provider: 'github' })
  })

  const credentials = async (id: string) => {
    const { credentials, account } = (await live.find('github', id)) as LiveWebhook
    return { credentials, account }
  }

  it('are its own, else those of its provider, as soon as the change is answered', async () => {
    expect([await credentials('own'), await credentials('without')]).toEqual([own, nothing])

    await setProviderCredentials(registry, admin, { provider: 'github', credentials: { token: SHARED, baseUrl } })
    expect([await credentials('own'), await credentials('without')]).toEqual([own, shared])

    await updateWebhook(registry, admin, { id: 'own', credentials: null })
    expect(await credentials('own')).toEqual(shared)

    await setProviderCredentials(registry, admin, { provider: 'github', credentials: {} })
    expect([await credentials('own'), await credentials('without')]).toEqual([nothing, nothing])
  })

  it('are found by the feed alone, and at the start', async () => {
    const elsewhere = { ...registry, refreshWebhook: async () => {} }
    await setProviderCredentials(elsewhere, admin, { provider: 'github', credentials: { token: SHARED, baseUrl } })

    await expect.poll(() => credentials('without'), { timeout: 3000 }).toEqual(shared)
    const feed = await startFeed(registry.db, registry.log)
    onTestFinished(() => feed.close())
    live = await loadLiveWebhooks({ ...registry, feed })
    expect([await credentials('own'), await credentials('without')]).toEqual([own, shared])
  })

  it('are the same for those who carry out actions', async () => {
    await setProviderCredentials(registry, admin, { provider: 'github', credentials: { token: SHARED, baseUrl } })

    expect(await credentialsOf(registry, 'own', 'github')).toEqual({ ...own, baseUrl })
    expect(await credentialsOf(registry, 'without', 'github')).toEqual({ ...shared, baseUrl })
    expect(await credentialsOf(registry, 'absent', 'gitlab')).toEqual({ ...nothing, baseUrl: 'https://gitlab.com/api/v4' })
    expect(await credentialsOf(registry, 'absent', 'jira')).toEqual({ ...nothing, baseUrl: '' })
  })
})
