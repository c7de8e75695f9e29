/** Counts what happens under a name and says when it was too much. */
export interface Limiter {
  /** Counts one; answers the seconds to wait when `perMinute` is used up, else 0. */
  count(name: string, perMinute: number): Promise<number>
  /** Without counting: the seconds that a name must still wait, 0 for none. Cheap enough for every request. */
  blockedForS(name: string): number
}
