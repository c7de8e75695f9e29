import { setTimeout as wait } from 'node:timers/promises'
import { expect, it } from 'vitest'
import type { Statement } from '../../src/backends/database/database.ts'
import { createLogger } from '../../src/log.ts'
import { startDuty } from '../../src/worker/duty.ts'
import { openTestDatabase } from '../helpers/database.ts'

const log = createLogger('silent')
const NOTE: Statement = {
  sql: `INSERT INTO change_feed (kind, node_id, at) VALUES ('WEBHOOK_UPDATED', 'x', 1)`,
  params: [],
}

it('is of one server at a time, and passes on at once where it is given up', async () => {
  const db = await openTestDatabase()
  const first = await startDuty({ db, log, now: Date.now, isAlone: false })
  const second = await startDuty({ db, log, now: Date.now, isAlone: false })
  expect([first.isMine(), second.isMine()]).toEqual([true, false])
  await expect(second.db.write([NOTE])).rejects.toThrow('another server')

  await first.close()
  await expect.poll(second.isMine, { timeout: 5000 }).toBe(true)
  await second.db.write([NOTE])
  expect(first.isMine()).toBe(false)
  await second.close()
})

it('refuses the writes of a server that slept past its lease', async () => {
  const db = await openTestDatabase()
  const sleeper = await startDuty({ db, log, now: Date.now, isAlone: false })
  const successor = await startDuty({ db, log, now: () => Date.now() + 60_000, isAlone: false })
  expect(successor.isMine()).toBe(true)

  await expect(sleeper.db.write([NOTE])).rejects.toThrow('another server has taken over')
  expect(sleeper.isMine()).toBe(false)
  expect(await db.read(`SELECT 1 FROM change_feed WHERE node_id = 'x'`)).toEqual([])
  await sleeper.close()
  expect(successor.isMine()).toBe(true)
  await successor.close()
})

it('keeps it for as long as it lives, and tells which statement of a unit was not as expected', async () => {
  const db = await openTestDatabase()
  const duty = await startDuty({ db, log, now: Date.now, isAlone: false, leaseMs: 1500 })
  const other = await startDuty({ db, log, now: Date.now, isAlone: false, leaseMs: 1500 })
  await wait(4000)
  expect([duty.isMine(), other.isMine()]).toEqual([true, false])

  await expect(duty.db.write([NOTE, { ...NOTE, expect: 2 }])).rejects.toMatchObject({ index: 1 })
  expect(duty.isMine()).toBe(true)
  await Promise.all([duty.close(), other.close()])
})

it('is taken from a dead one at once where no other server can be', async () => {
  const db = await openTestDatabase()
  const dead = await startDuty({ db, log, now: Date.now, isAlone: true })
  const next = await startDuty({ db, log, now: Date.now, isAlone: true })

  expect(next.isMine()).toBe(true)
  await expect(dead.db.write([NOTE])).rejects.toThrow('another server has taken over')
  await next.close()
})
