interface SparklineProps {
  /** One for each step, oldest first. */
  values: readonly number[]
  /** What is read out in its place. */
  label: string
  width?: number
  height?: number
}

/** A small line of what happened over time. */
export function Sparkline({ values, label, width = 96, height = 24 }: SparklineProps) {
  const most = Math.max(1, ...values)
  const x = (i: number) => (i / Math.max(1, values.length - 1)) * width
  const y = (value: number) => height - 1 - (value / most) * (height - 2)
  const points = values.map((value, i) => `${x(i).toFixed(1)},${y(value).toFixed(1)}`).join(' ')
  return (
    <svg width={width} height={height} role="img" aria-label={label}>
      <polyline points={points} fill="none" stroke="var(--mantine-primary-color-filled)" strokeWidth={1.5} strokeLinejoin="round" />
    </svg>
  )
}
