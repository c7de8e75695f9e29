import { describe, expect, it } from 'vitest'
import { readConfig } from '../../src/config.ts'
import type { OidcSettings } from '../../src/model/oidc.ts'
import { personOf } from '../../src/model/person.ts'

const WHOLE = { OIDC_ISSUER: 'https://login.example.com', OIDC_CLIENT_ID: 'hookline', OIDC_ROLES: '*=VIEWER' }

describe('the settings of sign-in through an issuer', () => {
  it('are off unless they are set, and whole with three', () => {
    expect(readConfig({}).oidc).toBeNull()
    expect(readConfig(WHOLE).oidc).toMatchObject({
      issuer: 'https://login.example.com/',
      clientSecret: undefined,
      scopes: 'openid email profile',
      name: 'login.example.com',
      sessionMs: 12 * 60 * 60 * 1000,
    })
  })

  it.each<[string, Record<string, string>]>([
    ['OIDC_ISSUER: expected to be set, as OIDC_CLIENT_ID is', { OIDC_ISSUER: '', OIDC_ROLES: '' }],
    ['OIDC_ISSUER: expected to be set, as OIDC_ROLES is', { OIDC_ISSUER: '', OIDC_CLIENT_ID: '' }],
    ['OIDC_CLIENT_ID: expected to be set', { OIDC_CLIENT_ID: '' }],
    ['OIDC_ROLES: expected to be set', { OIDC_ROLES: '' }],
    ['OIDC_ROLE_CLAIM: expected the claim', { OIDC_ROLES: 'admins=ADMIN' }],
    ['OIDC_ISSUER: expected https:', { OIDC_ISSUER: 'http://login.example.com' }],
    ['OIDC_ISSUER: expected https:', { OIDC_ISSUER: 'http://127.0.0.1:9000' }],
    ['OIDC_ISSUER: expected https:', { OIDC_ISSUER: 'http://127.0.0.1:9000', EGRESS_ALLOW: '127.0.0.1:9001' }],
    ['OIDC_ISSUER: expected the URL', { OIDC_ISSUER: 'login.example.com' }],
    ['OIDC_ISSUER: expected the URL', { OIDC_ISSUER: 'https://login.example.com/?tenant=a' }],
    ['OIDC_ROLES: expected value=ROLE', { OIDC_ROLES: 'bots=AGENT' }],
    ['OIDC_ROLES: expected value=ROLE', { OIDC_ROLES: 'admins' }],
    ['OIDC_ROLES: expected value=ROLE', { OIDC_ROLES: '*=VIEWER,*=ADMIN' }],
    ['OIDC_ROLES: expected value=ROLE', { OIDC_ROLES: '=ADMIN' }],
    ['OIDC_SCOPES: expected scopes', { OIDC_SCOPES: 'email profile' }],
    ['OIDC_EMAILS: expected addresses', { OIDC_EMAILS: 'example.com' }],
    ['OIDC_SESSION_HOURS: expected a whole number', { OIDC_SESSION_HOURS: '169' }],
    ['OIDC_CLIENT_SECRET: expected', { OIDC_CLIENT_SECRET: 'a b' }],
  ])('refuse the start, by name: %s %j', (message, changed) => {
    expect(() => readConfig({ ...WHOLE, ...changed })).toThrow(`  ${message}`)
  })

  it('take plain http where EGRESS_ALLOW names the host', () => {
    expect(readConfig({ ...WHOLE, OIDC_ISSUER: 'http://127.0.0.1:9000', EGRESS_ALLOW: '127.0.0.1:9000' }).oidc).not.toBeNull()
  })
})

describe('a person', () => {
  it.each<[string, string, object, string | null]>([
    ['groups', 'a=ADMIN,b=VIEWER', { groups: ['b', 'a'] }, 'ADMIN'],
    ['groups', 'a=ADMIN,*=VIEWER', { groups: ['c'] }, 'VIEWER'],
    ['groups', 'a=ADMIN,*=VIEWER', {}, 'VIEWER'],
    ['groups', 'a=ADMIN', { groups: 'a' }, 'ADMIN'],
    ['groups', 'a=ADMIN', { groups: 'a b' }, null],
    ['groups', 'a=ADMIN,*=VIEWER', { groups: ['*'] }, 'VIEWER'],
    ['groups', 'a=ADMIN', { groups: [['a'], { a: 1 }, null] }, null],
    ['realm_access.roles', 'a=OPERATOR', { realm_access: { roles: ['a'] } }, 'OPERATOR'],
    ['https://example.com/roles', 'a=OPERATOR', { 'https://example.com/roles': ['a'] }, 'OPERATOR'],
    ['constructor.name', 'Object=ADMIN', {}, null],
    ['admin', 'true=ADMIN', { admin: true }, 'ADMIN'],
    ['email', 'ada@example.com=ADMIN', { email: 'Ada@example.com', email_verified: true }, 'ADMIN'],
    ['email', 'ada@example.com=ADMIN,*=VIEWER', { email: 'ada@example.com' }, null],
    ['email', 'ada@example.com=ADMIN,*=VIEWER', { email: 'ada@example.com', email_verified: false }, null],
  ])('has by %s and %s of %j the role %s', (claim, roles, claims, role) => {
    const read = () => personOf({ sub: 's', ...claims }, settings({ OIDC_ROLE_CLAIM: claim, OIDC_ROLES: roles }))

    if (role === null) expect(read).toThrow()
    else expect(read().role).toBe(role)
  })

  it.each<[object, string]>([
    [{ name: 'Ada <root@example.com>\n\u202e' }, 'Ada root'],
    [{ name: ' ', preferred_username: 'ada@example.com' }, 'ada'],
    [{ email: 'ada@example.com' }, 'ada'],
    [{ name: 7 }, 'subject-1'],
  ])('of %j is called %s', (claims, name) => {
    expect(personOf({ sub: 'subject-1', ...claims }, settings({})).name).toBe(name)
  })
})

function settings(env: Record<string, string>): OidcSettings {
  return readConfig({ ...WHOLE, ...env }).oidc!
}
