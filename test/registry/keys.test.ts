import { describe, expect, it } from 'vitest'
import { Forbidden, InvalidInput } from '../../src/errors.ts'
import { createApiKey, ensureAdminKey, findViewer, revokeApiKey } from '../../src/registry/keys.ts'
import { findSession, makeSignInLink, redeemSignInLink, SESSION_S, signIn, signOut } from '../../src/registry/sessions.ts'
import { admin, createTestRegistry, viewerOf } from '../helpers/registry.ts'

const minuteMs = 60_000

describe('API keys', () => {
  it('are shown once and stored as a hash', async () => {
    const registry = await createTestRegistry()

    const { key, apiKey } = await createApiKey(registry, admin, { name: 'CI', role: 'OPERATOR' })

    expect(key).toMatch(/^hk_[\w-]{43}$/)
    expect(apiKey).toMatchObject({ name: 'CI', role: 'OPERATOR', hint: `…${key.slice(-4)}` })
    expect(JSON.stringify(await registry.db.prisma.apiKey.findMany())).not.toContain(key)
    expect(await findViewer(registry, key)).toEqual({ keyId: apiKey.keyId, name: 'CI', role: 'OPERATOR', agent: null, webhookIds: [] })
  })

  it('name their agent where they are an agent’s, and only there', async () => {
    const registry = await createTestRegistry()

    await expect(createApiKey(registry, admin, { name: 'x', role: 'AGENT' })).rejects.toThrow(InvalidInput)
    await expect(createApiKey(registry, admin, { name: 'x', role: 'VIEWER', agent: 'brain' })).rejects.toThrow(InvalidInput)
    const { key } = await createApiKey(registry, admin, { name: 'brain', role: 'AGENT', agent: 'brain', webhookIds: ['hook'] })

    expect(await findViewer(registry, key)).toMatchObject({ role: 'AGENT', agent: 'brain', webhookIds: ['hook'] })
  })

  it('stop working when they expire or are revoked', async () => {
    const registry = await createTestRegistry()
    const short = await createApiKey(registry, admin, { name: 'short', role: 'VIEWER', expiresAt: new Date(registry.now() + minuteMs) })
    const gone = await createApiKey(registry, admin, { name: 'gone', role: 'VIEWER' })

    registry.pass(minuteMs)
    await revokeApiKey(registry, admin, gone.apiKey.keyId)

    expect(await findViewer(registry, short.key)).toBeNull()
    expect(await findViewer(registry, gone.key)).toBeNull()
    expect(await findViewer(registry, 'hk_unknown')).toBeNull()
  })

  it('note their last use at most once a minute', async () => {
    const registry = await createTestRegistry()
    const { key, apiKey } = await createApiKey(registry, admin, { name: 'CI', role: 'VIEWER' })
    const lastUse = async () => {
      await registry.db.write([])
      return (await registry.db.prisma.apiKey.findUnique({ where: { keyId: apiKey.keyId } }))?.lastUsedAt?.getTime()
    }
    const firstMs = registry.now()

    await findViewer(registry, key)
    expect(await lastUse()).toBe(firstMs)
    registry.pass(minuteMs - 1)
    await findViewer(registry, key)
    expect(await lastUse()).toBe(firstMs)
    registry.pass(1)
    await findViewer(registry, key)
    expect(await lastUse()).toBe(firstMs + minuteMs)
  })

  it('are made and revoked by admins', async () => {
    const registry = await createTestRegistry()

    await expect(createApiKey(registry, viewerOf('OPERATOR'), { name: 'x', role: 'ADMIN' })).rejects.toThrow(Forbidden)
    await expect(revokeApiKey(registry, viewerOf('OPERATOR'), 'key_x')).rejects.toThrow(Forbidden)
  })
})

describe('the admin key of the first start', () => {
  it('is made once', async () => {
    const registry = await createTestRegistry()

    const first = await ensureAdminKey(registry)
    const second = await ensureAdminKey(registry)

    expect(await findViewer(registry, first.made!)).toMatchObject({ role: 'ADMIN', keyId: first.keyId })
    expect(second).toEqual({ made: null, keyId: first.keyId })
  })

  it('is made once by two processes that start together', async () => {
    const registry = await createTestRegistry()

    const starts = await Promise.all([ensureAdminKey(registry), ensureAdminKey(registry)])

    expect(starts.filter(({ made }) => made !== null)).toHaveLength(1)
  })

  it('is the preset one, and a changed preset takes the place of the earlier', async () => {
    const registry = await createTestRegistry()

    expect((await ensureAdminKey(registry, 'preset-key-number-1')).made).toBeNull()
    await ensureAdminKey(registry, 'preset-key-number-1')
    await ensureAdminKey(registry, 'preset-key-number-2')
    expect(await findViewer(registry, 'preset-key-number-1')).toBeNull()
    expect(await findViewer(registry, 'preset-key-number-2')).toMatchObject({ role: 'ADMIN', name: 'ADMIN_API_KEY' })
    await ensureAdminKey(registry, 'preset-key-number-1')

    expect(await findViewer(registry, 'preset-key-number-1')).toMatchObject({ role: 'ADMIN' })
    expect(await findViewer(registry, 'preset-key-number-2')).toBeNull()
  })
})

describe('sessions', () => {
  it('open with a key and end by signing out', async () => {
    const registry = await createTestRegistry()
    const { key } = await createApiKey(registry, admin, { name: 'me', role: 'ADMIN' })

    const token = await signIn(registry, key)
    expect(await findSession(registry, token)).toMatchObject({ name: 'me' })
    await signOut(registry, token)

    expect(await findSession(registry, token)).toBeNull()
    await expect(signIn(registry, 'hk_unknown')).rejects.toThrow('not a key')
  })

  it('open with a link once, within 15 minutes', async () => {
    const registry = await createTestRegistry()
    const { keyId } = await ensureAdminKey(registry)
    const [link, late] = [await makeSignInLink(registry, keyId), await makeSignInLink(registry, keyId)]

    const opened = await Promise.allSettled([redeemSignInLink(registry, link), redeemSignInLink(registry, link)])
    registry.pass(15 * minuteMs)

    expect(opened.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    await expect(redeemSignInLink(registry, late)).rejects.toThrow('older than 15 minutes')
    expect(await findSession(registry, link)).toBeNull()
  })

  it('end after a week, and when their key is revoked', async () => {
    const registry = await createTestRegistry()
    const { key, apiKey } = await createApiKey(registry, admin, { name: 'me', role: 'ADMIN' })
    const [first, second] = [await signIn(registry, key), await signIn(registry, key)]

    registry.pass(SESSION_S * 1000)
    expect(await findSession(registry, first)).toBeNull()
    const third = await signIn(registry, key)
    await revokeApiKey(registry, admin, apiKey.keyId)

    expect(await findSession(registry, second)).toBeNull()
    expect(await findSession(registry, third)).toBeNull()
  })
})
