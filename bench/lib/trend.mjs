// Whether a figure that was looked at in equal steps of time grows.

/** Growth that a rough reading of the figure would not notice counts as none, however steady it is. */
const UNNOTICED = 0.05
/** A slope is taken for one when it is this many standard errors above none. */
const ERRORS = 3

/** The line of least squares through the values: their level, what it gains from end to end, and how sure that is. */
export function trendOf(values) {
  const middle = (values.length - 1) / 2
  const level = values.reduce((sum, value) => sum + value, 0) / values.length
  const spreadOfTimes = values.reduce((sum, _, i) => sum + (i - middle) ** 2, 0)
  const slope = values.reduce((sum, value, i) => sum + (i - middle) * (value - level), 0) / spreadOfTimes
  const offLine = values.reduce((sum, value, i) => sum + (value - level - slope * (i - middle)) ** 2, 0)
  const error = Math.sqrt(offLine / (values.length - 2) / spreadOfTimes)
  const noise = Math.max(ERRORS * error * (values.length - 1), UNNOTICED * level)
  const growth = slope * (values.length - 1)
  return { level, growth, noise, isFlat: growth <= noise }
}
