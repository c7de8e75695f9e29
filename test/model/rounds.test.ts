import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { type Rounds, startRounds } from '../../src/model/rounds.ts'

const EVERY_MS = 1000

let begun = 0
let finish: (more?: boolean) => void
let fail: (error: Error) => void
let failures: unknown[] = []
let rounds: Rounds

beforeEach(() => {
  vi.useFakeTimers()
  begun = 0
  failures = []
  rounds = startRounds({
    everyMs: EVERY_MS,
    failed: (error) => failures.push(error),
    round: () =>
      new Promise((resolve, reject) => {
        begun++
        finish = (more = false) => resolve(more)
        fail = reject
      }),
  })
})
afterEach(async () => {
  finish()
  await rounds.close()
  vi.useRealTimers()
})

/** Lets everything go on that waits for no time. */
const pass = (ms = 0) => vi.advanceTimersByTimeAsync(ms)

it('the first round comes by itself, and the next when its time has come', async () => {
  await pass()
  finish()
  await pass(EVERY_MS - 1)
  expect(begun).toBe(1)
  await pass(1)
  expect(begun).toBe(2)
})

it('who wakes while a round is under way gets one more after it, however often', async () => {
  await pass()
  for (let i = 0; i < 10; i++) rounds.wake()
  await pass(EVERY_MS * 3)
  expect(begun).toBe(1)
  finish()
  await pass()
  expect(begun).toBe(2)
  finish()
  await pass()
  expect(begun).toBe(2)
})

it('a round that has left something is followed at once', async () => {
  await pass()
  finish(true)
  await pass()
  expect(begun).toBe(2)
})

it('after a failure only time starts the next round, whoever wakes', async () => {
  await pass()
  rounds.wake()
  fail(new Error('no'))
  await pass()
  for (let i = 0; i < 10; i++) rounds.wake()
  await pass(EVERY_MS - 1)
  expect([begun, failures.map(String)]).toEqual([1, ['Error: no']])
  await pass(1)
  expect(begun).toBe(2)
  finish()
  await pass()
  rounds.wake()
  await pass()
  expect(begun).toBe(3)
})

it('closing waits for the round under way, and nothing comes after it', async () => {
  await pass()
  rounds.wake()
  let isOver = false
  const closing = rounds.close().then(() => (isOver = true))
  expect(rounds.isClosed()).toBe(true)
  await pass()
  expect(isOver).toBe(false)
  finish(true)
  await closing
  rounds.wake()
  await pass(EVERY_MS * 3)
  expect(begun).toBe(1)
})

it('closed before the first round, it never comes', async () => {
  const round = vi.fn(async () => true)
  const closedAtOnce = startRounds({ everyMs: EVERY_MS, round, failed: () => {} })
  await closedAtOnce.close()
  await pass(EVERY_MS * 3)
  expect(round).not.toHaveBeenCalled()
})
