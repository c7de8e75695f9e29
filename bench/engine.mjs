// Matching and rendering, µs for one event, with the engine's own functions.
import examples from '@octokit/webhooks-examples' with { type: 'json' }
import { payload } from './lib/delivery.mjs'
import { spread } from './lib/machine.mjs'

const SAMPLES = 5
const SHORT = 'Analyze issue: {{issue.title}}\n\n{{issue.body}}'
const LONG = `{{repository.full_name}} #{{issue.number}} by {{issue.user.login}}: {{issue.title}}
{{#issue.labels}}- {{name}} ({{color}})\n{{/issue.labels}}{{^issue.milestone}}none{{/issue.milestone}}
{{issue.body}}\n{{issue.html_url}} {{sender.login}} {{repository.owner.login}} {{repository.default_branch}}`
const TRIGGERS = [
  ...new Set(examples.flatMap(({ name, examples: some }) => some.map(({ action }) => (action ? `${name}.${action}` : name)))),
]
const CONDITIONS = [{ labels: ['bug', 'enhancement'] }, { 'issue.user.login': 'Codertocat' }, { body_contains: '@agent' }, {}]

/** Rows of `[what, µs]`. */
export async function measureEngine({ sizes, sampleMs }) {
  await import('../scripts/typescript.mjs')
  const { prepare } = await import('../src/engine/command-index.ts')
  const { decide } = await import('../src/engine/decide.ts')
  const { compileTemplate } = await import('../src/engine/template.ts')
  const { github } = await import('../src/providers/github.ts')
  const subject = github.subject('issues.opened', payload)
  const event = { eventType: 'issues.opened', eventId: 'evt_1', webhookId: 'w', payload, subject, names: {} }
  const rows = []
  for (const size of sizes) {
    const commands = someCommands(size)
    const perWebhook = Array.from({ length: size / 10 }, (_, i) => prepare(commands.slice(i * 10, i * 10 + 10), github))
    let next = 0
    rows.push([
      `${size} commands over ${size / 10} webhooks: decide`,
      time(() => decide(perWebhook[next++ % perWebhook.length], event), sampleMs),
    ])
    const one = prepare(commands, github)
    const { decisions, planned } = decide(one, event)
    rows.push([
      `${size} commands on one webhook: decide (${decisions.length} tried, ${planned.length} match)`,
      time(() => decide(one, event), sampleMs),
    ])
    const scan = commands.map((command) => ({ regex: asRegex(command.trigger), index: prepare([command], github) }))
    const scanned = () => scan.flatMap(({ regex, index }) => (regex.test(event.eventType) ? decide(index, event).planned : []))
    rows.push([`${size} commands on one webhook: a scan over compiled commands, to compare`, time(scanned, sampleMs)])
  }
  const short = compileTemplate(SHORT, github.aliases)
  const long = compileTemplate(LONG, github.aliases)
  rows.push(['render a template of 2 names', time(() => short.render(event), sampleMs)])
  rows.push(['render a template of 11 names and 2 sections', time(() => long.render(event), sampleMs)])
  rows.push(["read GitHub's subject", time(() => github.subject('issues.opened', payload), sampleMs)])
  return rows
}

/** Over all triggers that GitHub's examples show, one in 20 with a wildcard. */
function someCommands(size) {
  const random = randomNumbers(42)
  return Array.from({ length: size }, (_, i) => {
    const dice = random(100)
    const exact = TRIGGERS[random(TRIGGERS.length)]
    const trigger = dice < 1 ? '*' : dice < 5 ? `${exact.split('.')[0]}.*` : exact
    const fixed = {
      version: 1,
      action: 'create_task',
      agent: 'planning',
      template: 'x',
      stop: false,
      enabled: true,
      target: null,
      coalesce: 'NEW',
      maxConcurrent: null,
    }
    return { id: `cmd_${i}`, trigger, conditions: CONDITIONS[random(CONDITIONS.length)], priority: random(10), ...fixed }
  })
}

const asRegex = (trigger) => new RegExp(`^${trigger.replaceAll('.', '[.]').replaceAll('*', '.*')}$`)

function time(run, sampleMs) {
  repeat(run, sampleMs)
  return spread(
    Array.from({ length: SAMPLES }, () => repeat(run, sampleMs)),
    2,
  )
}

function repeat(run, forMs) {
  const startedAt = performance.now()
  let times = 0
  do {
    run()
    times++
  } while (performance.now() - startedAt < forMs)
  return ((performance.now() - startedAt) / times) * 1000
}

/** The same numbers at each run (mulberry32). */
function randomNumbers(seed) {
  let state = seed
  return (below) => {
    state += 0x6d2b79f5
    let bits = Math.imul(state ^ (state >>> 15), state | 1)
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61)
    return ((bits ^ (bits >>> 14)) >>> 0) % below
  }
}
