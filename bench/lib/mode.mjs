/** Half a minute, to find what was lost between two commits. */
export const smoke = process.argv.includes('--smoke')
/** Short, and nothing is written down. */
export const quick = smoke || process.argv.includes('--quick')

const at = process.argv.indexOf('--only')
/** The sections that are wanted; null: all. Nothing is written down then. */
export const only = at < 0 ? null : (process.argv[at + 1] ?? '').split(',')
