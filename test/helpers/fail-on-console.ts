import { afterEach, expect, vi } from 'vitest'

// What the code prints on these is meant for a person: a test that does not expect it has found something.
const spies = [vi.spyOn(console, 'error'), vi.spyOn(console, 'warn')]

afterEach(() => {
  const printed = spies.flatMap((spy) => spy.mock.calls)
  for (const spy of spies) spy.mockClear()
  expect(printed, 'unexpected console output').toEqual([])
})
