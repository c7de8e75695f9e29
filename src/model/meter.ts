/** Counts what happens in the process, for whoever watches it. Each call is cheap, and none fails. */
export interface Meter {
  /** A delivery was let in and answered, so long after its headers arrived. */
  delivered(provider: string, seconds: number): void
  /** A delivery was turned away; `code` is that of the error. */
  refused(code: string): void
  /** A try at an action has ended: SUCCEEDED, RETRYING, EXHAUSTED or SKIPPED. */
  tried(provider: string, kind: string, outcome: string): void
  /** So many leases ran out, or were found lost by their holder. */
  leasesLost(of: 'task' | 'action', count: number): void
}
