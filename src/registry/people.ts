import { auditEntry, type Database, ExpectationFailed, insert, type Statement } from '../backends/database/database.ts'
import { NotFound, SignInRefused } from '../errors.ts'
import { newId } from '../model/id.ts'
import type { OidcSettings } from '../model/oidc.ts'
import { type Claims, personOf, type SignedInPerson } from '../model/person.ts'
import { actorOf, type Role, type Viewer } from '../model/viewer.ts'
import { hashOf, makeToken, requireKeeper } from './keys.ts'
import type { Registry } from './registry.ts'

/** What the tokens of people's sessions begin with. */
export const PERSON_TOKEN = 'hp'

/** Somebody who has signed in through the issuer, as it told it the last time. */
export interface Person {
  id: string
  issuer: string
  subject: string
  name: string
  email: string | null
  role: Role
  createdAtMs: number
  lastSignInAtMs: number
  /** Browsers that are signed in. */
  openSessions: number
}
const PERSON = `SELECT p.person_id AS "id", p.issuer, p.subject, p.name, p.email, p.role, p.created_at AS "createdAtMs",
  p.last_sign_in_at AS "lastSignInAtMs", (SELECT count(*) FROM person_sessions s WHERE s.person_id = p.person_id AND s.expires_at > ?) AS "openSessions"
  FROM people p`

/** A session of somebody whom the issuer has signed in; answers its token. What the issuer says now holds for earlier sessions, too. */
export async function signInPerson(registry: Registry, settings: OidcSettings, claims: Claims, address: string): Promise<string> {
  const person = await admitted(registry, settings, claims)
  const nowMs = registry.now()
  const personId = await keep(registry.db, person, nowMs)
  const token = makeToken(PERSON_TOKEN)
  const { issuer, subject, name, email, role } = person
  const session = { token_hash: hashOf(token), person_id: personId, created_at: nowMs, expires_at: nowMs + settings.sessionMs }
  const actor = actorOf({ ...viewerOf({ id: personId, ...person }), address })
  const detail = { issuer, subject, name, email, role }
  await registry.db.write([
    insert('person_sessions', session),
    auditEntry({ ...actor, verb: 'sign_in', subject: personId, detail, atMs: nowMs }),
  ])
  return token
}

/** The viewer behind the hash of a session's token; null: unknown, or expired. */
export async function findPerson({ db, now }: Registry, tokenHash: string): Promise<Viewer | null> {
  const sql = `SELECT p.person_id AS "id", p.name, p.email, p.subject, p.role FROM person_sessions s JOIN people p ON p.person_id = s.person_id
    WHERE s.token_hash = ? AND s.expires_at > ?`
  const [row] = await db.read<Pick<Person, 'id' | 'name' | 'email' | 'subject' | 'role'>>(sql, [tokenHash, now()])
  return row ? { ...viewerOf(row), session: tokenHash } : null
}

/** Everybody who has signed in through an issuer, in the order in which they first did. */
export function listPeople({ db, now }: Registry, viewer: Viewer): Promise<Person[]> {
  requireKeeper(viewer)
  return db.read<Person>(`${PERSON} ORDER BY p.person_id`, [now()])
}

/** Null: there is no such person. */
export async function readPerson({ db, now }: Registry, id: string): Promise<Person | null> {
  const [person] = await db.read<Person>(`${PERSON} WHERE p.person_id = ?`, [now(), id])
  return person ?? null
}

/** Signs a person out everywhere. Who is still let in by the issuer can sign in again. @throws {NotFound} */
export async function endSessions(registry: Registry, viewer: Viewer, id: string): Promise<Person> {
  requireKeeper(viewer)
  const person = await readPerson(registry, id)
  if (!person) throw new NotFound('Person', id)
  const detail = { name: person.name, sessions: person.openSessions }
  const audit = auditEntry({ ...actorOf(viewer), verb: 'sessions.end', subject: id, detail, atMs: registry.now() })
  await registry.db.write([{ sql: 'DELETE FROM person_sessions WHERE person_id = ?', params: [id] }, audit])
  return { ...person, openSessions: 0 }
}

/** At a start: who has signed in through an issuer that is not trusted any more is signed out. Null: none is. */
export async function endOtherIssuers(db: Database, issuer: string | null): Promise<void> {
  const others = 'SELECT person_id FROM people WHERE CAST(? AS TEXT) IS NULL OR issuer <> ?'
  await db.write([{ sql: `DELETE FROM person_sessions WHERE person_id IN (${others})`, params: [issuer, issuer] }])
}

/** Takes a way back from the issuer that may be taken once. @throws {SignInRefused} `oidc_replayed` */
export async function useUp({ db }: Registry, state: string, expiresAtMs: number): Promise<void> {
  const row = insert('used_sign_ins', { state_hash: hashOf(state), expires_at: expiresAtMs })
  try {
    await db.write([{ ...row, sql: `${row.sql} ON CONFLICT (state_hash) DO NOTHING`, expect: 1 }])
  } catch (error) {
    if (error instanceof ExpectationFailed) throw new SignInRefused(401, 'oidc_replayed', 'This sign-in was used already: begin again')
    throw error
  }
}

/** Whom the issuer no longer gives a role is signed out elsewhere, too. */
async function admitted({ db }: Registry, settings: OidcSettings, claims: Claims): Promise<SignedInPerson> {
  try {
    return personOf(claims, settings)
  } catch (error) {
    const theirs = 'SELECT person_id FROM people WHERE issuer = ? AND subject = ?'
    const params = [settings.issuer, String(claims.sub)]
    await db.write([{ sql: `DELETE FROM person_sessions WHERE person_id IN (${theirs})`, params }])
    throw error
  }
}

/** Answers the person's id, which stays. */
async function keep(db: Database, { issuer, subject, name, email, role }: SignedInPerson, nowMs: number): Promise<string> {
  const row = { person_id: newId('person', nowMs), issuer, subject, name, email, role, created_at: nowMs, last_sign_in_at: nowMs }
  const made = insert('people', row)
  const renewed = ['name', 'email', 'role', 'last_sign_in_at'].map((column) => `${column} = excluded.${column}`)
  const upsert: Statement = {
    ...made,
    sql: `${made.sql} ON CONFLICT (issuer, subject) DO UPDATE SET ${renewed} RETURNING person_id AS "personId"`,
  }
  const [[kept] = []] = await db.write([upsert])
  return String(kept!.personId)
}

function viewerOf({ id, name, email, subject, role }: Pick<Person, 'id' | 'name' | 'email' | 'subject' | 'role'>): Viewer {
  return { keyId: id, name, identity: email ?? subject, role, agent: null, webhookIds: [] }
}
