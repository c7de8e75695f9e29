import { type Command, Option } from 'commander'
import { WebhookConfigurationsDocument, type WebhookStateFragment } from '../../sdk/index.ts'
import { applyStep, type Done } from '../config-files/apply-plan.ts'
import { exportFiles } from '../config-files/export-files.ts'
import { makePlan, type Plan } from '../config-files/plan.ts'
import { readFolder } from '../config-files/read-folder.ts'
import { planJson, showPlan } from '../config-files/show-plan.ts'
import { EXIT, type Exit } from '../exit-codes.ts'
import { say } from '../output.ts'
import { confirm } from '../prompt.ts'
import { type Session, withExamples, withServer } from '../session.ts'

interface PlanOptions {
  prune?: boolean
}

interface ApplyOptions extends PlanOptions {
  yes?: boolean
}

const PAGE = 50
const FOLDER = 'a folder with a file for each webhook: *.json, *.yaml'

/** `export`, `plan` and `apply`. */
export function addConfigFiles(program: Command): void {
  const save = program
    .command('export')
    .argument('<folder>', FOLDER)
    .description('write each webhook to a config file, without its secrets')
    .addOption(new Option('--format <format>', 'of files that are not there yet').choices(['json', 'yaml']).default('json'))
    .action(withServer(exportWebhooks))
  withExamples(save, 'export hookline/', 'export hookline/ --format yaml')

  const plan = program
    .command('plan')
    .argument('<folder>', FOLDER)
    .description('show what would make the server be as the config files say; 2 when there is something to change')
    .option('--prune', 'delete what no file names')
    .action(withServer(planWebhooks))
  withExamples(plan, 'plan hookline/', 'plan hookline/ --prune --json')

  const apply = program
    .command('apply')
    .argument('<folder>', FOLDER)
    .description('make the server be as the config files say')
    .option('--prune', 'delete what no file names')
    .option('-y, --yes', 'do not ask')
    .action(withServer(applyWebhooks))
  withExamples(apply, 'apply hookline/', 'apply hookline/ --prune --yes')
}

async function exportWebhooks(session: Session, { format }: { format: 'json' | 'yaml' }, folder: string): Promise<void> {
  const items = await exportFiles(folder, await readWebhooks(session), format)
  session.out.rows({ items, none: 'There are no webhooks here.' }, [
    ['id', ({ id }) => id],
    ['file', ({ file }) => file],
    ['state', ({ state }) => state],
  ])
}

async function planWebhooks(session: Session, options: PlanOptions, folder: string): Promise<Exit> {
  const plan = await readPlan(session, options, folder)
  showPlan(session.out, plan)
  if (session.out.isJson) session.out.thing(planJson(plan), [])
  return plan.steps.length === 0 ? EXIT.ok : EXIT.changes
}

async function applyWebhooks(session: Session, options: ApplyOptions, folder: string): Promise<void> {
  const { out } = session
  const plan = await readPlan(session, options, folder)
  showPlan(out, plan)
  if (plan.steps.length > 0) await confirm('Do this?', options)
  const done: Done[] = []
  try {
    for (const step of plan.steps) done.push(tell(session, await applyStep(session, step)))
  } finally {
    if (out.isJson) out.thing({ done, left: plan.steps.length - done.length }, [])
    else if (done.length < plan.steps.length) say(`${done.length} of ${plan.steps.length} are done. \`hookline plan\` shows the rest.`)
  }
}

function tell({ out }: Session, done: Done): Done {
  out.text(`${done.id}: ${done.kind}d`)
  if (done.secret) out.text(`  ${done.url}\n  ${out.colours.bold(done.secret)}  the secret to enter at the provider, shown this once`)
  return done
}

async function readPlan(session: Session, { prune = false }: PlanOptions, folder: string): Promise<Plan> {
  const files = await readFolder(folder)
  const plan = makePlan(files, await readWebhooks(session), prune)
  for (const remark of plan.remarks) say(remark)
  return plan
}

async function readWebhooks({ hookline, signal }: Session): Promise<WebhookStateFragment[]> {
  const found: WebhookStateFragment[] = []
  for (let after: string | null | undefined; after !== null; ) {
    const { webhooks } = await hookline.request(WebhookConfigurationsDocument, { first: PAGE, after }, { signal })
    found.push(...webhooks.edges.map(({ node }) => node))
    after = webhooks.pageInfo.hasNextPage ? webhooks.pageInfo.endCursor : null
  }
  return found
}
