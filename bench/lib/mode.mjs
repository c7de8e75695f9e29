/** Half a minute, to find what was lost between two commits. */
export const smoke = process.argv.includes('--smoke')
/** Short, and nothing is written down. */
export const quick = smoke || process.argv.includes('--quick')
