import { createHash, randomBytes } from 'node:crypto'

/** How long a lease may be, in seconds. */
export const MIN_LEASE_S = 5
export const MAX_LEASE_S = 3600
export const DEFAULT_LEASE_S = 60
const TOKEN_BYTES = 24
const TOKEN = /^lease_(\d{1,4})_[\w-]{32}$/

/** A fencing token; the lease's length stands in it, so that a heartbeat prolongs by as much. Opaque to its holder. */
export function makeLeaseToken(seconds: number): string {
  return `lease_${seconds}_${randomBytes(TOKEN_BYTES).toString('base64url')}`
}

export function isLeaseToken(text: string): boolean {
  return TOKEN.test(text)
}

/** The default for what is no token: its write is refused anyway. */
export function leaseSecondsOf(token: string): number {
  return Number(TOKEN.exec(token)?.[1] ?? DEFAULT_LEASE_S)
}

/** What is stored of a token. It covers the length, which so cannot be changed. */
export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
