/** Counts what happens under a name and says when it was too much. */
export interface Limiter {
  /** Counts one; answers the seconds to wait when `limit` is used up within `windowS` seconds (default a minute), else 0. */
  count(name: string, limit: number, windowS?: number): Promise<number>
  /** Without counting: the seconds until a name whose window is used up may count again, else 0. Cheap enough for every request. */
  blockedForS(name: string): number
}
