export const ROLES = ['ADMIN', 'OPERATOR', 'AGENT', 'VIEWER'] as const
export type Role = (typeof ROLES)[number]

/** Who is calling: the key or the person behind a request, as far as rights depend on it. */
export interface Viewer {
  /** Of the key, or of the person (`per_…`): limits count by it. */
  keyId: string
  name: string
  /** Of a person: the verified e-mail, or the issuer's id. For the audit alone: names are also posted where all can read them. */
  identity?: string
  role: Role
  /** AGENT keys only: whose tasks the key may take. */
  agent: string | null
  /** Empty: every webhook. */
  webhookIds: readonly string[]
  /** The hash of the browser session's token; left out: the key itself was sent. */
  session?: string
  /** Where the request came from; left out: not from outside. */
  address?: string
}

/** What the audit says of who did something. */
export function actorOf({ name, identity, address }: Viewer): { actor: string; address: string | undefined } {
  return { actor: identity === undefined ? name : `${name} <${identity}>`, address }
}

/** What the caller's access hangs on: the browser's session, or the key. */
export function accessOf({ keyId, session }: Viewer): string {
  return session ?? keyId
}
