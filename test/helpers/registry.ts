import { tmpdir } from 'node:os'
import path from 'node:path'
import { pino } from 'pino'
import { ipRangeFiles } from '../../src/backends/ip-ranges/ip-ranges.ts'
import { createVault } from '../../src/backends/vault/vault.ts'
import { EgressBlocked, EgressFailed } from '../../src/errors.ts'
import type { Role, Viewer } from '../../src/model/viewer.ts'
import { type IpRanges, openIpRanges } from '../../src/receive/ip-ranges.ts'
import { createAuditRefusals } from '../../src/registry/audit-refusals.ts'
import type { Registry } from '../../src/registry/registry.ts'
import { openTestDatabase } from './database.ts'

export interface TestRegistry extends Registry {
  ipRanges: IpRanges
  /** The webhooks that were renewed, in order. */
  refreshed: string[]
  /** Moves the registry's clock on. */
  pass(ms: number): void
}

/** A way out on which nobody answers; only private addresses and plain http are refused. */
const nowhere: Registry['egress'] = {
  fetch: async () => {
    throw new EgressFailed('Nobody was reached', false)
  },
  checkTarget: async (url) => {
    if (/^http:|\/\/(127|10)\./.test(url)) throw new EgressBlocked('This address is not called')
  },
}

/** A registry on a fresh database; its clock stands still unless it is moved. */
export async function createTestRegistry(): Promise<TestRegistry> {
  const refreshed: string[] = []
  let nowMs = Date.parse('2026-01-01T00:00:00Z')
  const db = await openTestDatabase()
  const log = pino({ level: 'silent' })
  const now = () => nowMs
  return {
    db,
    vault: createVault('a key that is for tests only'),
    egress: nowhere,
    baseUrl: 'https://hooks.example.com',
    refreshed,
    outgoing: () => {},
    ipRanges: await openIpRanges({
      files: ipRangeFiles(path.join(tmpdir(), 'hookline-no-ip-ranges')),
      fetch: nowhere.fetch,
      mirror: null,
      everyMs: 0,
      now,
      log,
    }),
    lookAtConfigFiles: async () => {},
    refreshWebhook: async (id) => void refreshed.push(id),
    learnSecrets: async () => {},
    withoutSecrets: async (text) => text,
    auditRefusal: createAuditRefusals({ db, log, now }),
    now,
    pass: (ms) => void (nowMs += ms),
    log,
  }
}

export function viewerOf(role: Role, more: Partial<Viewer> = {}): Viewer {
  return { keyId: `key_${role}`, name: `${role.toLowerCase()}'s key`, role, agent: null, webhookIds: [], ...more }
}
export const admin = viewerOf('ADMIN')
