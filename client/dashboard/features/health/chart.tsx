import '@mantine/charts/styles.css'
import { AreaChart, BarChart, LineChart } from '@mantine/charts'
import { Box } from '@mantine/core'
import type { StatsWindow } from '../../generated/graphql.ts'
import { ChartTable } from './chart-table.tsx'
import type { Line, Point } from './points.ts'

interface ChartProps {
  kind: 'area' | 'bars' | 'lines'
  /** What it shows in words: read out in its place. */
  label: string
  /** Oldest first. */
  points: readonly Point[]
  lines: readonly Line[]
  window: StatsWindow
  unit?: string
  heightPx: number
}

const STILL = { isAnimationActive: false }

/** Numbers over time; below it the same as a table, for who does not see it or wants the exact ones. */
export default function Chart({ kind, label, points, lines, window, unit = '', heightPx }: ChartProps) {
  const time = timeFormat(window)
  const drawn = {
    h: heightPx,
    data: points.map((point) => ({ ...point, time: time.format(new Date(point.at)) })),
    dataKey: 'time',
    series: [...lines],
    valueFormatter: (value: number) => `${value.toLocaleString('en')}${unit}`,
    withLegend: lines.length > 1,
    accessibilityLayer: false,
    yAxisProps: { width: unit ? 72 : 48, allowDecimals: unit !== '' },
    xAxisProps: { minTickGap: 24 },
  }
  return (
    <>
      <Box role="img" aria-label={label}>
        {kind === 'area' && <AreaChart {...drawn} withDots={false} areaProps={STILL} />}
        {kind === 'bars' && <BarChart {...drawn} type="stacked" barProps={STILL} />}
        {kind === 'lines' && <LineChart {...drawn} connectNulls={false} lineProps={STILL} />}
      </Box>
      <ChartTable points={points} lines={lines} time={time} unit={unit} />
    </>
  )
}

function timeFormat(window: StatsWindow): Intl.DateTimeFormat {
  if (window === 'WEEK') return new Intl.DateTimeFormat('en', { weekday: 'short', day: 'numeric', timeZone: 'UTC' })
  return new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
}
