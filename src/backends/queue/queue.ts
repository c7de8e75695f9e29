/**
 * Says that there is something to do, to one of those who could do it. A hint and no more: what is to be done stands in the database,
 * and is found there a second later if the hint is lost.
 */
export interface Queue {
  /** There is something to do. Neither throws nor waits. */
  tell(): void
  /** `look` is called on one of the servers for each hint, or for several that came together. Called once. */
  work(look: () => void): void
  close(): Promise<void>
}
