import { SignInRefused } from '../errors.ts'
import { type OidcSettings, PERSON_ROLES, type PersonRole } from './oidc.ts'

/** What an issuer says of somebody, after its token was checked. `sub` is there. */
export type Claims = Readonly<Record<string, unknown>>

/** Somebody who may sign in. */
export interface SignedInPerson {
  issuer: string
  /** The issuer's id of the person: it alone says that two sign-ins are the same person's. */
  subject: string
  name: string
  /** Null: there is none that the issuer calls verified. */
  email: string | null
  role: PersonRole
}

const MAX_NAME_CHARS = 100

/**
 * The person that claims are of. An e-mail that the issuer does not call verified counts as none.
 * @throws {SignInRefused} 403 `oidc_email_not_verified`, `oidc_email_not_allowed`, `oidc_no_role`
 */
export function personOf(claims: Claims, settings: OidcSettings): SignedInPerson {
  const email = verifiedEmail(claims)
  const subject = String(claims.sub)
  const name = nameOf(claims, subject)
  const refused = (code: string, message: string) => new SignInRefused(403, code, message, { who: `${name} <${email ?? subject}>` })
  if (email === null && (settings.emails.length > 0 || settings.roleClaim === 'email'))
    throw refused('oidc_email_not_verified', `${settings.name} does not say that your e-mail address is verified, and here it must be`)
  if (settings.emails.length > 0 && !isAllowed(email!, settings.emails))
    throw refused('oidc_email_not_allowed', 'Your e-mail address is not among those that may sign in here')
  const role = roleOf({ ...claims, email }, settings)
  if (role === null) throw refused('oidc_no_role', 'You have no role here: ask the people who run this server')
  return { issuer: settings.issuer, subject, name, email, role }
}

/** The highest of the roles that the claim's values have; null: none. */
function roleOf(claims: Claims, { roleClaim, roles }: OidcSettings): PersonRole | null {
  const values = roleClaim === undefined ? [] : [valueAt(claims, roleClaim)].flat().filter(isPlain)
  // A claim's own star is not the one that stands for everybody.
  const found = ['*', ...values.filter((value) => value !== '*')].map((value) => roles.get(String(value)))
  return PERSON_ROLES.find((role) => found.includes(role)) ?? null
}

function isPlain(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value)
}

/** A claim by its name, which may have dots, or by its path (`realm_access.roles`). */
function valueAt(claims: unknown, path: string): unknown {
  if (claims === null || typeof claims !== 'object') return undefined
  if (Object.hasOwn(claims, path)) return (claims as Claims)[path]
  const dot = path.indexOf('.')
  const first = path.slice(0, dot)
  return dot > 0 && Object.hasOwn(claims, first) ? valueAt((claims as Claims)[first], path.slice(dot + 1)) : undefined
}

/** Some issuers write the truth as a text. */
function verifiedEmail({ email, email_verified: verified }: Claims): string | null {
  if (typeof email !== 'string' || (verified !== true && verified !== 'true')) return null
  return cleaned(email).toLowerCase() || null
}

function isAllowed(email: string, rules: readonly string[]): boolean {
  return rules.includes(email) || rules.includes(email.slice(email.lastIndexOf('@')))
}

/** No address: names are posted where all can read them. */
function nameOf({ name, preferred_username: username, email }: Claims, subject: string): string {
  const texts = [name, username, email].map((text) => (typeof text === 'string' ? cleaned(text.split('@', 1)[0]!) : ''))
  return texts.find((text) => text !== '') ?? cleaned(subject)
}

/** Without what is not seen, and without the brackets that the audit puts round an address. */
function cleaned(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[\p{C}\p{Zl}\p{Zp}<>]/gu, '')
    .trim()
    .slice(0, MAX_NAME_CHARS)
}
