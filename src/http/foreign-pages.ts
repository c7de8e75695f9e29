import { Forbidden } from '../errors.ts'
import { actorOf, type Viewer } from '../model/viewer.ts'
import type { Registry } from '../registry/registry.ts'

/** What a page of another site has had a browser ask for. */
export interface ForeignAttempt {
  /** The owner of the browser's session: nobody else is known. Null: it brought none. */
  viewer: Viewer | null
  address: string
  subject: string
}

/** Puts what a page of another site wanted into the audit and the log; answers what it is refused with. */
export function refusedForeignPage({ auditRefusal, log }: Registry, attempt: ForeignAttempt, reason: string): Forbidden {
  const { viewer, address, subject } = attempt
  const error = new Forbidden(reason)
  const { status, code } = error
  auditRefusal({ actor: viewer ? actorOf(viewer).actor : 'unknown', address, verb: 'refused', subject, reason, code })
  log.warn({ remoteAddress: address, status, code }, 'request refused')
  return error
}
