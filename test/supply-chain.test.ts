import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

interface Locked {
  version?: string
  hasInstallScript?: boolean
  resolved?: string
  integrity?: string
  link?: boolean
}

const packages: [string, Locked][] = Object.entries(
  JSON.parse(readFileSync('package-lock.json', 'utf8')).packages as Record<string, Locked>,
)
  .filter(([place]) => place !== '')
  .map(([place, locked]) => [place.split('node_modules/').at(-1)!, locked])

/** The first version without a weakness that is known, of several major ones where they were mended too; and the weakness. */
const FLOORS: readonly [string, string, string][] = [
  ['ws', '8.17.1', 'CVE-2024-37890: upgrade headers crash the process'],
  ['graphql-yoga', '5.21.3', 'prototype pollution in the multipart parser'],
  ['dset', '3.1.4', 'CVE-2024-21529: prototype pollution'],
  ['@modelcontextprotocol/sdk', '1.25.2', 'CVE-2026-0621, CVE-2026-25536, CVE-2025-66414'],
  ['undici', '6.21.2 or 7.5.0', 'CVE-2025-47279: bad certificates leak memory'],
  ['@hono/node-server', '1.10.1', 'CVE-2024-32652: a bad Host header stops the server'],
  ['cross-spawn', '7.0.5', 'CVE-2024-21538: a regular expression that does not end'],
  ['braces', '3.0.3', 'CVE-2024-4068: input without bounds'],
  ['micromatch', '4.0.8', 'CVE-2024-4067: a regular expression that does not end'],
  ['esbuild', '0.25.0', "GHSA-67mh-4wv8-2f99: any page reads the development server's answers"],
  ['form-data', '2.5.4 or 3.0.4 or 4.0.4', 'CVE-2025-7783: boundaries that can be guessed'],
]

describe('the packages', () => {
  it.each(FLOORS)('%s is %s or newer wherever it is installed: %s', (name, floors) => {
    const older = packages.filter(([other, { version = '0' }]) => other === name && isOlder(version, floorOf(version, floors)))

    expect(older).toEqual([])
  })

  it('run a script at the install only where package.json allows it by name, and says no by name to all others', () => {
    const { allowScripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { allowScripts: Record<string, boolean> }
    const withScripts = [...new Set(packages.filter(([, { hasInstallScript }]) => hasInstallScript).map(([name]) => name))]

    expect(withScripts.filter((name) => allowScripts[name] === undefined)).toEqual([])
    expect(withScripts.filter((name) => allowScripts[name])).toEqual(['better-sqlite3'])
  })

  it('come from the public registry, each with its hash', () => {
    const others = packages.filter(([, { resolved, integrity, link }]) => !link && resolved && !(isOfRegistry(resolved) && integrity))

    expect(others.map(([name]) => name)).toEqual([])
  })

  it('are listed by npm run sbom, without a network', () => {
    const sbom = JSON.parse(execFileSync('npm', ['run', '--silent', 'sbom'], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }))

    expect(sbom).toMatchObject({ bomFormat: 'CycloneDX', specVersion: expect.stringMatching(/^1\./) })
    const listed = new Set(sbom.components.map(({ name, group }: { name: string; group?: string }) => (group ? `${group}/${name}` : name)))
    expect([...listed]).toEqual(expect.arrayContaining(['better-sqlite3', 'graphql-yoga', 'ws', 'undici']))
  }, 30_000)
})

/** That of the same major version; else the last. */
function floorOf(version: string, floors: string): string {
  const all = floors.split(' or ')
  return all.find((floor) => floor.split('.')[0] === version.split('.')[0]) ?? all.at(-1)!
}

/** By numbers; a version before a release counts as that release. */
function isOlder(version: string, floor: string): boolean {
  const [a, b] = [version, floor].map((text) => text.split('-')[0]!.split('.').map(Number)) as [number[], number[]]
  const at = b.findIndex((part, index) => part !== a[index])
  return at >= 0 && (a[at] ?? 0) < b[at]!
}

function isOfRegistry(url: string): boolean {
  return url.startsWith('https://registry.npmjs.org/')
}
