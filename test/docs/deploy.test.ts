import { readdirSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { ROOT, readPage } from './documents.ts'

const BASE = 'deploy/kubernetes/base'
const OVERLAY = 'deploy/kubernetes/overlays/example'

// biome-ignore lint/suspicious/noExplicitAny: manifests have the shape that the tests look for
type Manifest = any

const base = Object.fromEntries(manifestsIn(BASE).map((name) => [name, readYaml(`${BASE}/${name}`)]))
const kustomization = readYaml(`${BASE}/kustomization.yaml`)
const overlay = readYaml(`${OVERLAY}/kustomization.yaml`)
const compose = readYaml('deploy/compose/compose.yaml')
const dockerfile = readPage('Dockerfile')
const nginx = readPage('deploy/compose/nginx.conf')
const deployment = base['deployment.yaml']
const container = deployment.spec.template.spec.containers[0]
const inDockerfile = Object.fromEntries([...dockerfile.matchAll(/\b([A-Z_]+)=(\S+)/g)].map(([, name, value]) => [name, value]))

describe('deploy/kubernetes', () => {
  it('has every manifest in its kustomization', () => {
    expect([...kustomization.resources].sort()).toEqual(Object.keys(base).sort())
    expect(overlay.resources.filter((name: string) => name.endsWith('.yaml'))).toEqual(manifestsIn(OVERLAY))
  })

  it('selects by the label that the kustomization sets', () => {
    const [{ pairs, includeSelectors }] = kustomization.labels
    const [spread] = deployment.spec.template.spec.topologySpreadConstraints

    expect(includeSelectors).toBe(true)
    expect(spread.labelSelector.matchLabels).toEqual(pairs)
  })

  it('names only what is there', () => {
    const [settings, secrets] = container.envFrom
    const { backend } = base['ingress.yaml'].spec.rules[0].http.paths[0]

    expect(base['autoscaler.yaml'].spec.scaleTargetRef).toMatchObject({ kind: deployment.kind, name: deployment.metadata.name })
    expect(deployment.spec.template.spec.serviceAccountName).toBe(base['service-account.yaml'].metadata.name)
    expect(settings.configMapRef.name).toBe(kustomization.configMapGenerator[0].name)
    expect(overlay.configMapGenerator[0].name).toBe(kustomization.configMapGenerator[0].name)
    expect(secrets.secretRef.name).toBe(overlay.secretGenerator[0].name)
    expect(backend.service).toEqual({ name: base['service.yaml'].metadata.name, port: { name: base['service.yaml'].spec.ports[0].name } })
    expect(overlay.images[0].name).toBe(container.image)
  })

  it('leads from 443 to the port that the image listens on', () => {
    const port = Number(inDockerfile.PORT)

    expect(base['service.yaml'].spec.ports[0]).toMatchObject({ port: 443, targetPort: port })
    expect(container.ports[0].containerPort).toBe(port)
    expect(base['network-policy.yaml'].spec.ingress[0].ports[0].port).toBe(port)
    for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe'])
      expect(container[probe].httpGet.port).toBe(container.ports[0].name)
  })

  it("runs as the image's user, on its volume, and waits longer than a server takes to stop", () => {
    const { securityContext, terminationGracePeriodSeconds } = deployment.spec.template.spec
    const stopMs = Number(/SHUTDOWN_MS = ([\d_]+)/.exec(readPage('src/main.ts'))![1]!.replaceAll('_', ''))
    const preStopSeconds = Number(container.lifecycle.preStop.exec.command[1])

    expect(dockerfile).toContain(`USER ${securityContext.runAsUser}:${securityContext.runAsGroup}`)
    expect(container.volumeMounts[0].mountPath).toBe(inDockerfile.DATA_DIR)
    expect(terminationGracePeriodSeconds).toBeGreaterThan(preStopSeconds + stopMs / 1000)
  })
})

describe('deploy/compose', () => {
  it('has both servers behind the balancer, at the port that they listen on', () => {
    const servers = [...nginx.matchAll(/server ([\w-]+:\d+)/g)].map(([, server]) => server)

    expect(servers).toEqual(['hookline-1', 'hookline-2'].map((name) => `${name}:${inDockerfile.PORT}`))
    expect(Object.keys(compose.services)).toEqual(expect.arrayContaining(['hookline-1', 'hookline-2']))
  })

  it("trusts the balancer's address alone, and publishes the port it listens on", () => {
    const { balancer, 'hookline-1': server } = compose.services

    expect(server.environment.TRUSTED_PROXIES).toBe(balancer.networks.inside.ipv4_address)
    expect(balancer.ports[0]).toMatch(new RegExp(`:${/listen (\d+)/.exec(nginx)![1]}$`))
  })

  it('takes what .env.example lists, and nothing else', () => {
    const wanted = [...readPage('deploy/compose/compose.yaml').matchAll(/\$\{([A-Z_]+):\?\}/g)].map(([, name]) => name)

    expect([...new Set(wanted)].sort()).toEqual(namesSet('deploy/compose/.env.example').sort())
  })
})

/** Of Node and of glibc. */
const NOT_OURS = ['NODE_ENV', 'MALLOC_ARENA_MAX']

it('sets only variables that src/config.ts reads', () => {
  const known = [...readPage('src/config.ts').matchAll(/^ {2}([A-Z][A-Z0-9_]+): /gm)].map(([, name]) => name)
  const literals = [kustomization, overlay].flatMap(({ configMapGenerator }) => configMapGenerator[0].literals)
  const set = [
    ...literals.map((line: string) => line.split('=')[0]),
    ...namesSet(`${OVERLAY}/secret.env.example`),
    ...Object.keys(compose.services['hookline-1'].environment),
    ...[...dockerfile.matchAll(/^ENV (.+)$/gm)].flatMap(([, line]) => line!.split(' ').map((pair) => pair.split('=')[0])),
  ]

  expect(set.length).toBeGreaterThan(15)
  expect(set.filter((name) => !known.includes(name) && !NOT_OURS.includes(name!))).toEqual([])
})

function manifestsIn(folder: string): string[] {
  return readdirSync(path.join(ROOT, folder)).filter((name) => name.endsWith('.yaml') && name !== 'kustomization.yaml')
}

/** The one document of a file. */
function readYaml(file: string): Manifest {
  const [document, ...more] = parseAllDocuments(readPage(file), { merge: true })
  expect(more).toEqual([])
  expect(document!.errors).toEqual([])
  return document!.toJS()
}

function namesSet(file: string): string[] {
  return [...readPage(file).matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name!)
}
