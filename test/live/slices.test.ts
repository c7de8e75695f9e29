import { setTimeout as wait } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { type Due, flushSoon } from '../../src/graphql/live/slices.ts'

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

it('what was flushed is let go of, also while others are due again and again', async () => {
  let goesOn = true
  // Two that take a whole slice each: whenever one is flushed, the other is due.
  for (let n = 0; n < 2; n++) flushSoon(slow(() => goesOn))
  const flushed = flushOne()

  await wait(100)
  collectGarbage()
  const kept = flushed.deref()
  goesOn = false

  expect(kept).toBeUndefined()
})

function slow(goesOn: () => boolean): Due {
  const one: Due = {
    flush() {
      for (const untilMs = performance.now() + 3; performance.now() < untilMs; );
      if (goesOn()) flushSoon(one)
    },
  }
  return one
}

/** In a function of its own, which holds it no longer. */
function flushOne(): WeakRef<Due> {
  const one = { flush() {} }
  flushSoon(one)
  return new WeakRef(one)
}
