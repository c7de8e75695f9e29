import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { startApp } from '../helpers/start-app.ts'
import { readPage, tableRows } from './documents.ts'

const FOLDER = 'deploy/monitoring'
/** Prometheus' own. */
const NOT_OURS = ['up']

const rules: { alert: string; expr: string; annotations: { summary: string; runbook: string } }[] = parse(
  readFileSync(`${FOLDER}/alerts.yml`, 'utf8'),
).groups.flatMap(({ rules }: { rules: unknown[] }) => rules)
const panels: { title: string; targets: { expr: string }[] }[] = JSON.parse(readFileSync(`${FOLDER}/grafana-dashboard.json`, 'utf8')).panels

describe('deploy/monitoring', () => {
  it('asks for no metric that /metrics does not have', async () => {
    const there = new Set(await readNames())

    const asked = [...rules.map(({ expr }) => expr), ...panels.flatMap(({ targets }) => targets.map(({ expr }) => expr))].flatMap(namesIn)

    expect(asked.length).toBeGreaterThan(20)
    expect([...new Set(asked)].filter((name) => !there.has(name) && !NOT_OURS.includes(name))).toEqual([])
  })

  it('has a place in docs/monitoring.md for each alert, and an alert for each place', () => {
    const [, after] = readPage('docs/monitoring.md').split('## When an alert fires')
    const places = [...after!.matchAll(/^### (.+)$/gm)].map(
      ([, title]) => `docs/monitoring.md#${title!.toLowerCase().replaceAll(' ', '-')}`,
    )

    expect(rules.map(({ annotations }) => annotations.runbook).sort()).toEqual(places.sort())
  })

  it('has every metric of ours in the table of docs/monitoring.md', async () => {
    const told = tableRows(readPage('docs/monitoring.md')).flatMap((row) => /^`(hookline_\w+)`/.exec(row)?.[1] ?? [])

    const ours = (await readNames()).filter((name) => name.startsWith('hookline_')).map((name) => name.replace(/_(bucket|sum|count)$/, ''))

    expect(told.sort()).toEqual([...new Set(ours)].sort())
  })
})

/** The names of all metrics, also of those that have counted nothing yet. */
async function readNames(): Promise<string[]> {
  const app = await startApp({ env: { METRICS: 'open' } })
  const text = await (await fetch(`${app.url}/metrics`)).text()
  await app.close()
  const types = [...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)]
  return types.flatMap(([, name, type]) => (type === 'histogram' ? ['_bucket', '_sum', '_count'].map((end) => name + end) : [name!]))
}

function namesIn(expr: string): string[] {
  const withoutLabels = expr.replace(/\{[^}]*\}/g, '').replace(/\b(by|on|without) \([^)]*\)/g, '')
  return [...withoutLabels.matchAll(/\b([a-z_]+)\b(?!\s*\()/g)]
    .map(([, name]) => name!)
    .filter((name) => name.includes('_') || name === 'up')
}
