import { useSyncExternalStore } from 'react'

const TICK_MS = 10_000
const UNITS: readonly [unit: Intl.RelativeTimeFormatUnit, seconds: number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
]
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'narrow' })
const exact = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'long' })

/** How long ago or ahead; the exact time, in the browser's zone, when it is pointed at. */
export function TimeText({ at }: { at: string }) {
  const nowMs = useSyncExternalStore(everyTick, now)
  const time = new Date(at)
  return (
    <time dateTime={at} title={exact.format(time)} style={{ whiteSpace: 'nowrap' }}>
      {distance(time.getTime() - nowMs)}
    </time>
  )
}

function distance(ms: number): string {
  const seconds = Math.round(ms / 1000)
  const [unit, size] = UNITS.find(([, least]) => Math.abs(seconds) >= least) ?? ['second', 1]
  return unit === 'second' && Math.abs(seconds) < 10 ? 'now' : relative.format(Math.trunc(seconds / size), unit)
}

/** One clock for all of them, which stands still between its ticks. */
let nowAtTickMs = Date.now()
const now = () => nowAtTickMs

function everyTick(tick: () => void): () => void {
  const timer = setInterval(() => {
    nowAtTickMs = Date.now()
    tick()
  }, TICK_MS)
  return () => clearInterval(timer)
}
