import fc from 'fast-check'

// Everything that tests properties takes fast-check from here, so that one setting says how hard it looks.

/** Runs of each property: 500 unless FAST_CHECK_RUNS says otherwise, as `npm run test:long` does. */
export const RUNS = Number(process.env.FAST_CHECK_RUNS ?? 500)

fc.configureGlobal({ numRuns: RUNS })

export { fc }
