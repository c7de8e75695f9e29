// Signed deliveries of several providers, each with an id and a body of its own.
import { randomUUID } from 'node:crypto'
import http from 'node:http'
import { createWebhook } from '../../../bench/lib/built-server.mjs'

await import('../../../scripts/typescript.mjs')
const { providers } = await import('../../../src/providers/index.ts')
const { sign } = await import('../../../src/providers/signature.ts')

const SECRET = 'a-secret-for-faults'
const task = (trigger, conditions = {}) => ({ trigger, conditions, action: 'CREATE_TASK', agent: 'planning', template: '{{event_id}}' })
const ISSUE = {
  issue: { number: 1, title: 'A fault', body: 'It happens', user: { login: 'ada' } },
  repository: { full_name: 'octo/app' },
  sender: { login: 'ada' },
}

/** The webhooks, what each is sent, and how many tasks one such delivery is to make. */
function plans(slackApi) {
  const everything = [task('*')]
  return [
    {
      provider: 'github',
      type: 'issues.opened',
      payload: { action: 'opened', ...ISSUE },
      commands: [task('*'), task('issues.opened'), task('push')],
      tasks: 2,
    },
    { provider: 'gitlab', type: 'issue.open', commands: everything, tasks: 1 },
    { provider: 'jira', type: 'jira:issue_created', commands: everything, tasks: 1 },
    { provider: 'sentry', type: 'issue.created', secret: SECRET, commands: [task('push')], tasks: 0 },
    { provider: 'linear', type: 'Issue.create', secret: SECRET, commands: everything, tasks: 1 },
    { provider: 'stripe', type: 'payment_intent.succeeded', secret: 'whsec_faults', commands: everything, tasks: 1 },
    { provider: 'standard', type: 'order.created', payload: { type: 'order.created', data: {} }, commands: everything, tasks: 1 },
    { provider: 'custom', type: 'event', commands: [...everything, { trigger: '*', action: 'RESPOND', template: 'Thank you' }], tasks: 1 },
    { provider: 'slack', type: 'slash_command', secret: SECRET, commands: everything, tasks: 1 },
    // The channel's name must be asked for first: this event is stored undecided, and decided in a second commit.
    {
      provider: 'slack',
      type: 'message.channels',
      secret: SECRET,
      credentials: { token: 'xoxb-fault', baseUrl: slackApi },
      commands: [task('*', { channel: '#engineering' })],
      tasks: 1,
      vary: (payload) => ({ ...payload, event: { ...payload.event, channel: `C${randomUUID().slice(0, 8)}` } }),
    },
  ]
}

/** Makes the webhooks; each answers new deliveries by `next()`. */
export async function createSenders(server, slackApi) {
  const senders = []
  for (const plan of plans(slackApi)) {
    const { provider, type, secret, credentials, commands } = plan
    const input = { name: `${provider} ${type}`, provider: provider.toUpperCase(), commands, credentials, secret }
    senders.push(createSender(plan, await createWebhook(server, input)))
  }
  return senders
}

function createSender({ provider: name, type, payload: given, tasks, vary = (payload) => payload }, { id: webhookId, endpoint, secret }) {
  const provider = providers[name]
  const scheme = provider.schemes[0]
  return { webhookId, tasks, next }

  function next() {
    const nowMs = Date.now()
    const payload = vary(given ?? samplePayload())
    const sample = provider.compose(type, { ...payload, fault_marker: randomUUID() }, randomUUID(), nowMs)
    const id = sample.headers[scheme.idHeader] ?? randomUUID()
    const signature = sign({ scheme, secretValue: secret, body: sample.body, id, nowMs })
    const headers = { ...sample.headers, ...signature }
    const body = Buffer.from(sample.body)
    const contentType = headers['content-type'].split(';')[0]
    const { deliveryId, payloadText } = provider.parse({ headers, body, contentType, idHeader: scheme.idHeader })
    return { webhookId, endpoint, deliveryId, headers, body, isForm: payloadText !== undefined, tasks }
  }

  function samplePayload() {
    const { headers, body } = provider.sample(type, Date.now())
    if (headers['content-type'] === 'application/json') return JSON.parse(body)
    return Object.fromEntries(new URLSearchParams(body))
  }
}

const agent = new http.Agent({ keepAlive: true, maxSockets: 256 })
const ANSWER_MS = 10_000

/** Sends one; `status` 0: no answer was read. */
export function send(port, { endpoint, headers, body }) {
  return new Promise((resolve) => {
    const options = {
      host: '127.0.0.1',
      port,
      path: endpoint,
      method: 'POST',
      headers: { ...headers, 'content-length': body.length },
      agent,
      timeout: ANSWER_MS,
    }
    const request = http.request(options, (response) => {
      const chunks = []
      response.on('data', (chunk) => chunks.push(chunk))
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text: Buffer.concat(chunks).toString() }))
      response.on('error', () => resolve({ status: 0, text: '' }))
    })
    request.on('timeout', () => request.destroy())
    request.on('error', () => resolve({ status: 0, text: '' }))
    request.end(body)
  })
}
