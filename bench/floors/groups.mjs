// What the floors that store have in common.
import { randomBytes } from 'node:crypto'

const MAX_BATCH = 1024

/** Ordered by time, so that the primary key only grows at its end. */
export function newId() {
  const bytes = randomBytes(16)
  bytes.writeUIntBE(Date.now(), 0, 6)
  return bytes.toString('hex')
}

/** What was queued in one tick is written together; the next group gathers meanwhile. */
export function inGroups(write, maxInFlight = 1) {
  const queue = []
  let armed = false
  let inFlight = 0
  return (item) =>
    new Promise((resolve) => {
      queue.push({ item, resolve })
      arm()
    })

  function arm() {
    if (armed || inFlight >= maxInFlight || queue.length === 0) return
    armed = true
    setImmediate(run)
  }

  async function run() {
    armed = false
    inFlight++
    const batch = queue.splice(0, MAX_BATCH)
    await write(batch.map(({ item }) => item))
    for (const { resolve } of batch) resolve()
    inFlight--
    arm()
  }
}
