/** Waits until what is read fulfils the condition, and answers it. */
export async function waitFor<T>(read: () => T | Promise<T>, condition: (value: T) => boolean, timeoutMs = 10_000): Promise<T> {
  for (const until = Date.now() + timeoutMs; ; ) {
    const value = await read()
    if (condition(value)) return value
    if (Date.now() > until) throw new Error(`waited ${timeoutMs} ms in vain; the last was ${JSON.stringify(value)}`)
    await pause(20)
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
