/** How long this process works for something, in milliseconds. Unlike the time that passes, it does not grow on a busy machine. */
export function workedMs(work: () => void): number {
  const before = process.cpuUsage()
  work()
  return workedSinceMs(before)
}

/** The same since a moment that `process.cpuUsage()` has told. */
export function workedSinceMs(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}
