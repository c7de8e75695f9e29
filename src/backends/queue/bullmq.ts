import { Queue as BullQueue, Worker } from 'bullmq'
import type { Logger } from '../../log.ts'
import { connectToAsk, connectToWait, PAUSE_MS } from '../redis.ts'
import type { Queue } from './queue.ts'

/** What is told within this time after a hint is the next hint. */
const GATHER_MS = 5
const CLOSES_WITHIN_MS = 1000

/** Among all servers on one Redis, or Valkey, by BullMQ. `name` tells databases apart; while Redis is away each server looks for itself. */
export function createBullQueue(url: string, name: string, log: Logger): Queue {
  const sending = connectToAsk(url)
  // BullMQ asks for a connection that waits for ever: https://docs.bullmq.io/guide/connections
  const waiting = connectToWait(url)
  let queue: Promise<BullQueue> | undefined
  let worker: Worker | undefined
  let look = () => {}
  let gathering: NodeJS.Timeout | undefined
  let isToldAgain = false
  let closed = false
  let pausedUntilMs = 0
  let isReached = true
  for (const client of [sending, waiting]) client.on('error', fail)

  return { tell, work, close }

  function tell(): void {
    if (closed) return
    if (gathering) {
      isToldAgain = true
      return
    }
    void send()
    gathering = setTimeout(() => {
      gathering = undefined
      if (isToldAgain) tell()
      isToldAgain = false
    }, GATHER_MS)
  }

  async function send(): Promise<void> {
    // A connection that is not there has said so by itself, unless it is the first one, on its way.
    if (sending.status !== 'ready' || performance.now() < pausedUntilMs) return look()
    try {
      queue ??= open()
      await (await queue).add('look', null, { removeOnComplete: true, removeOnFail: true })
      if (!isReached) log.info('Redis is reached again: servers share what is to be sent')
      isReached = true
    } catch (error) {
      fail(error as Error)
      look()
    }
  }

  /** Opened where the connection stands, and anew where that failed: BullMQ keeps the failure of its first command for ever. */
  async function open(): Promise<BullQueue> {
    const opened = new BullQueue(name, { connection: sending, skipMetasUpdate: true })
    opened.on('error', fail)
    try {
      await opened.waitUntilReady()
      return opened
    } catch (error) {
      queue = undefined
      throw error
    }
  }

  function work(given: () => void): void {
    look = given
    worker = new Worker(name, async () => look(), { connection: waiting, removeOnComplete: { count: 0 }, removeOnFail: { count: 0 } })
    worker.on('error', fail)
  }

  function fail(error: Error): void {
    if (closed) return
    pausedUntilMs = performance.now() + PAUSE_MS
    if (isReached) log.warn({ reason: error.message }, 'Redis cannot be reached: each server looks for itself for what is to be sent')
    isReached = false
  }

  async function close(): Promise<void> {
    closed = true
    clearTimeout(gathering)
    // A Redis that hangs answers no good-bye.
    await Promise.race([closeParts(), new Promise((resolve) => setTimeout(resolve, CLOSES_WITHIN_MS).unref())])
    for (const client of [sending, waiting]) client.disconnect()
  }

  async function closeParts(): Promise<void> {
    await worker?.close(true).catch(() => {})
    await queue?.then((opened) => opened.close()).catch(() => {})
  }
}
