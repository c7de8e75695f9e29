import { expect, it } from 'vitest'
import { disableTarget, normalTarget, readTarget } from '../../src/actions/targets.ts'
import { setForwardTarget } from '../../src/registry/forward-targets.ts'
import { lastAudit } from '../helpers/database.ts'
import { admin, createTestRegistry } from '../helpers/registry.ts'

const url = 'https://example.com/in?x=1'
const EVENT = { id: 'evt_1', webhookId: 'orders' }

it('a target is known by its URL without a fragment', () => {
  expect(normalTarget('HTTPS://Example.COM:443/in?x=1#there')).toBe(url)
})

it('a target is read with its secret', async () => {
  const registry = await createTestRegistry()
  const { secret } = await setForwardTarget(registry, admin, { url })

  expect(await readTarget(registry.db, registry.vault, `${url}#there`, registry.now())).toEqual({
    secret,
    earlierSecret: null,
    disabledReason: null,
  })
  expect(await readTarget(registry.db, registry.vault, 'https://example.com/', registry.now())).toBeNull()
})

it('a target is disabled once, with the first reason, and the audit says so once', async () => {
  const registry = await createTestRegistry()
  await setForwardTarget(registry, admin, { url })

  await registry.db.write(disableTarget(url, 'It answered 410', EVENT, registry.now()))
  await registry.db.write(disableTarget(url, 'It answered 410 again', EVENT, registry.now()))

  expect(await readTarget(registry.db, registry.vault, url, registry.now())).toMatchObject({ disabledReason: 'It answered 410' })
  expect(await lastAudit(registry.db)).toMatchObject({
    actor: 'hookline',
    verb: 'target.disable',
    subject: url,
    detail: { reason: 'It answered 410' },
  })
  expect(await registry.db.read('SELECT 1 FROM audit_log')).toHaveLength(2)
})
