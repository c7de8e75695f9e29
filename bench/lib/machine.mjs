// What a process costs, from /proc, and the arithmetic of a table.
import { readdirSync, readFileSync } from 'node:fs'

const TICKS_PER_SECOND = 100

/** Seconds of CPU that a process has used so far: user and system, all of its threads. */
export function cpuSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
}

/** The same of several processes, with the children that they have now. */
export function cpuSecondsOfAll(pids) {
  return pids.reduce((sum, pid) => sum + cpuSeconds(pid) + childrenOf(pid).reduce((all, child) => all + secondsIfThere(child), 0), 0)
}

/** A child may have ended meanwhile. */
function secondsIfThere(pid) {
  try {
    return cpuSeconds(pid)
  } catch {
    return 0
  }
}

function childrenOf(pid) {
  return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean),
  )
}

/** Node has raised its limit of open files to the hardest that it may, and what it starts inherits that. */
export function requireDescriptors(count) {
  const [, limit] = /^Max open files\s+(\S+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))
  if (limit !== 'unlimited' && Number(limit) < count) throw new Error(`${count} open files are needed, ${limit} are allowed: ulimit -n`)
}

/** Memory in MiB: `VmRSS` now, `VmHWM` at its highest. */
export function memoryMiB(pid, key = 'VmRSS') {
  const [, kib] = new RegExp(`${key}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  return Number(kib) / 1024
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

export function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

/** `median (lowest-highest)`. */
export function spread(values, digits = 0) {
  const [low, high] = [Math.min(...values), Math.max(...values)]
  return `${median(values).toFixed(digits)} (${low.toFixed(digits)}-${high.toFixed(digits)})`
}

/** The spread of one figure of several measurements. */
export function spreadOf(all, key, digits) {
  return spread(
    all.map((one) => one[key]),
    digits,
  )
}

/** The spread of its ratios to that of other measurements, round by round. */
export function ratiosOf(all, others, key) {
  return spread(
    all.map((one, i) => one[key] / others[i][key]),
    2,
  )
}

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

/** A table in Markdown; the first row names the columns. */
export function table([head, ...rows]) {
  const line = (cells) => `| ${cells.join(' | ')} |`
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n')
}
