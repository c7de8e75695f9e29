/** How long this process works for something, in milliseconds. Unlike the time that passes, it does not grow on a busy machine. */
export function workedMs(work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}
