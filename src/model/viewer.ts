export const ROLES = ['ADMIN', 'OPERATOR', 'AGENT', 'VIEWER'] as const
export type Role = (typeof ROLES)[number]

/** Who is calling: the key behind a request, as far as rights depend on it. */
export interface Viewer {
  keyId: string
  name: string
  role: Role
  /** AGENT keys only: whose tasks the key may take. */
  agent: string | null
  /** Empty: every webhook. */
  webhookIds: readonly string[]
  /** Where the request came from; left out: not from outside. */
  address?: string
}

/** What the audit says of who did something. */
export function actorOf({ name, address }: Viewer): { actor: string; address: string | undefined } {
  return { actor: name, address }
}
