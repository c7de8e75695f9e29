import { canonicalHost, parseAllowEntry } from './allow-entry.ts'

/** What a person may be; AGENT is for programs. The highest first. */
export const PERSON_ROLES = ['ADMIN', 'OPERATOR', 'VIEWER'] as const
export type PersonRole = (typeof PERSON_ROLES)[number]
/** Roles by the claim's values; `*` holds for everybody. */
export type RoleMap = ReadonlyMap<string, PersonRole>

/** How people sign in through an OpenID Connect issuer. */
export interface OidcSettings {
  issuer: string
  clientId: string
  /** Undefined: a public client, which has PKCE alone. */
  clientSecret: string | undefined
  /** Separated by spaces; `openid` among them. */
  scopes: string
  /** What the button says. */
  name: string
  /** The claim whose values `roles` maps: its name, or its path with dots. */
  roleClaim: string | undefined
  roles: RoleMap
  /** In lower case: whole addresses, and domains that begin with @. Empty: an e-mail is not asked for. */
  emails: readonly string[]
  sessionMs: number
}

/** The variables of the environment, each checked by itself. */
export interface OidcEnvironment {
  OIDC_ISSUER?: string
  OIDC_CLIENT_ID?: string
  OIDC_CLIENT_SECRET?: string
  OIDC_SCOPES: string
  OIDC_NAME?: string
  OIDC_ROLE_CLAIM?: string
  OIDC_ROLES?: RoleMap
  OIDC_EMAILS: readonly string[]
  OIDC_SESSION_HOURS: number
}

/** Null: the variables of this sign-in are unset. */
export function toOidcSettings(env: OidcEnvironment): OidcSettings | null {
  if (env.OIDC_ISSUER === undefined) return null
  return {
    issuer: new URL(env.OIDC_ISSUER).href,
    clientId: env.OIDC_CLIENT_ID!,
    clientSecret: env.OIDC_CLIENT_SECRET,
    scopes: env.OIDC_SCOPES,
    name: env.OIDC_NAME ?? new URL(env.OIDC_ISSUER).host,
    roleClaim: env.OIDC_ROLE_CLAIM,
    roles: env.OIDC_ROLES!,
    emails: env.OIDC_EMAILS,
    sessionMs: env.OIDC_SESSION_HOURS * 60 * 60 * 1000,
  }
}

/** What is missing or does not go together, by variable. */
export function oidcIssues(env: OidcEnvironment, egressAllow: readonly string[]): [variable: string, message: string][] {
  const { OIDC_ISSUER: issuer, OIDC_ROLES: roles } = env
  const others = ['OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET', 'OIDC_NAME', 'OIDC_ROLE_CLAIM', 'OIDC_ROLES'] as const
  const alone = others.filter((name) => env[name] !== undefined)
  if (issuer === undefined) return alone.length === 0 ? [] : [['OIDC_ISSUER', `expected to be set, as ${alone.join(', ')} is`]]
  const byValue = [...(roles?.keys() ?? [])].some((value) => value !== '*')
  const rules: [boolean, string, string][] = [
    [mayBeAsked(issuer, egressAllow), 'OIDC_ISSUER', 'expected https:, or a host that EGRESS_ALLOW names'],
    [env.OIDC_CLIENT_ID !== undefined, 'OIDC_CLIENT_ID', 'expected to be set, as OIDC_ISSUER is'],
    [roles !== undefined, 'OIDC_ROLES', 'expected to be set, as OIDC_ISSUER is: nobody would be let in'],
    [!byValue || env.OIDC_ROLE_CLAIM !== undefined, 'OIDC_ROLE_CLAIM', 'expected the claim whose values OIDC_ROLES names'],
  ]
  return rules.filter(([holds]) => !holds).map(([, variable, message]) => [variable, message])
}

/** Reads `hookline-admins=ADMIN,devs=OPERATOR,*=VIEWER`; null: it has another form. */
export function parseRoles(text: string): RoleMap | null {
  const roles = new Map<string, PersonRole>()
  for (const entry of text.split(',').map((part) => part.trim())) {
    const at = entry.lastIndexOf('=')
    const [value, role] = [entry.slice(0, at).trim(), entry.slice(at + 1).trim()]
    if (at < 1 || value === '' || !isPersonRole(role) || roles.has(value)) return null
    roles.set(value, role)
  }
  return roles
}

/** Whether an entry of OIDC_EMAILS is an address, or a domain that begins with @. */
export function isEmailRule(entry: string): boolean {
  return /^[^\s@]*@[^\s@]+$/.test(entry)
}

function isPersonRole(text: string): text is PersonRole {
  return (PERSON_ROLES as readonly string[]).includes(text)
}

/** What is no URL is complained of already. */
function mayBeAsked(issuer: string, egressAllow: readonly string[]): boolean {
  if (!URL.canParse(issuer)) return true
  const { protocol, hostname, port } = new URL(issuer)
  if (protocol === 'https:') return true
  return egressAllow.map(parseAllowEntry).some((entry) => {
    if (entry?.kind !== 'host' || entry.host !== canonicalHost(hostname)) return false
    return entry.port === null || entry.port === Number(port || 80)
  })
}
