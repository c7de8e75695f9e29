import { describe, expect, it } from 'vitest'
import { HELP } from '../../src/help.ts'
import { readPage, tableRows } from './documents.ts'

/** Defaults that are worked out from others stand in words. */
const IN_WORDS = [
  'WEBHOOK_BASE_URL',
  'CONFIG_FILES',
  'DATABASE_URL',
  'WEBHOOK_SECRET_KEY',
  'WEBHOOK_SECRET_KEY_PREVIOUS',
  'ADMIN_API_KEY',
  'EGRESS_ALLOW',
  'EGRESS_PROXY',
  'IP_RANGES_MIRROR',
  'TRUSTED_PROXIES',
  'OIDC_ISSUER',
  'OIDC_CLIENT_ID',
  'OIDC_CLIENT_SECRET',
  'OIDC_NAME',
  'OIDC_ROLE_CLAIM',
  'OIDC_ROLES',
  'OIDC_EMAILS',
  'MCP_HOSTS',
  'REDIS_URL',
  'PAYLOAD_RETENTION_DAYS',
  'PAYLOAD_RETENTION_MB',
  'EVENT_RETENTION_DAYS',
  'STORAGE_BACKEND',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
  'GOOGLE_CLOUD_PROJECT',
  'S3_BUCKET',
  'S3_ENDPOINT',
  'S3_ACCESS_KEY_ID',
  'S3_SECRET_ACCESS_KEY',
  'GCS_BUCKET',
  'GCS_KEY_FILE',
  'GCS_ENDPOINT',
]

const schema = readSchema()

describe('the variables of the environment', () => {
  it('stand in docs/operators.md, each with its default', () => {
    const rows = tableRows(readPage('docs/operators.md')).flatMap((row) => {
      const [, name, byDefault] = /^`([A-Z][A-Z0-9_]+)` \| `?([^`|]*?)`? \| ./.exec(row) ?? []
      return name === undefined ? [] : [[name, byDefault]]
    })

    expect(namesIn(rows)).toEqual(namesIn(schema))
    expect(withoutWords(rows)).toEqual(withoutWords(schema))
  })

  it('stand in .env.example, each with its default', () => {
    const lines = [...readPage('.env.example').matchAll(/^(#?)([A-Z][A-Z0-9_]+)=(.*)$/gm)]
    const set = lines.filter(([, hash]) => hash === '').map(([, , name, value]) => [name!, value])

    expect(lines.map(([, , name]) => name).sort()).toEqual(namesIn(schema))
    expect(withoutWords(set)).toEqual(withoutWords(schema))
  })

  it('are told by --help, each with its default', () => {
    const told = [...HELP.matchAll(/^ {2}([A-Z][A-Z0-9_]+) +.*?(?:\(([^()]*)\))?$/gm)].map(([, name, byDefault]) => [name!, byDefault])

    expect(namesIn(told)).toEqual(namesIn(schema))
    expect(withoutWords(told)).toEqual(withoutWords(schema))
  })

  it('are found where src/config.ts has them', () => {
    expect(schema.length).toBeGreaterThan(20)
  })
})

/** Names and defaults as src/config.ts writes them. */
function readSchema(): (string | undefined)[][] {
  const [, body = ''] = /^const Environment = z\.object\(\{\n(.*?)^\}\)$/ms.exec(readPage('src/config.ts')) ?? []
  return [...body.matchAll(/^ {2}([A-Z][A-Z0-9_]+): (.*?)(?=^ {2}[A-Z]|$(?![\s\S]))/gms)].map(([, name, rule]) => [
    name,
    /\.default\('?([^')]*)'?\)/.exec(rule!)?.[1],
  ])
}

function namesIn(rows: (string | undefined)[][]): (string | undefined)[] {
  return rows.map(([name]) => name).sort()
}

function withoutWords(rows: (string | undefined)[][]): Record<string, string | undefined> {
  return Object.fromEntries(rows.filter(([name]) => !IN_WORDS.includes(name!)))
}
