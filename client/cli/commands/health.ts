import type { Command } from 'commander'
import { HealthDocument } from '../../sdk/index.ts'
import type { GlobalOptions } from '../connection.ts'
import { diagnose, type Finding, type State } from '../doctor/diagnose.ts'
import { EXIT, type Exit } from '../exit-codes.ts'
import type { Colours, Output } from '../output.ts'
import { locally, type Session, withExamples, withServer } from '../session.ts'
import { plain } from '../text.ts'

const COLOURS: Record<State, keyof Colours & ('green' | 'yellow' | 'red')> = { ok: 'green', warn: 'yellow', fail: 'red' }

/** `health` and `doctor`. */
export function addHealth(program: Command): void {
  const health = program.command('health').description('show how the server is; 1 when it is not well').action(withServer(showHealth))
  withExamples(health, 'health', 'health --json')

  const doctor = program
    .command('doctor')
    .description('look at everything between here and the server, and say what to do')
    .action(locally(examine))
  withExamples(doctor, 'doctor', 'doctor --url https://hookline.example.com')
}

async function showHealth({ hookline, out, signal }: Session): Promise<Exit> {
  const { health } = await hookline.request(HealthDocument, {}, { signal })
  out.thing(health, [
    ['ok', health.ok ? 'yes' : 'no'],
    ['version', health.version],
    ['queue', health.queueDepth],
    ['oldest pending', `${health.oldestPendingSeconds} s`],
    ['refused in the last hour', health.refusedLastHour],
    ['webhooks without a secret', health.webhooksWithoutSecret],
    ['sealed under lost keys', health.sealedUnderLostKeys],
    ['backends', health.backends],
  ])
  return health.ok ? EXIT.ok : EXIT.failed
}

async function examine(out: Output, options: GlobalOptions): Promise<Exit> {
  const findings: Finding[] = []
  for await (const finding of diagnose(options)) {
    findings.push(finding)
    const state = out.colours[COLOURS[finding.state]](finding.state.padEnd(4))
    out.text(`${state}  ${finding.name}: ${plain(finding.message)}${finding.advice ? `\n      ${finding.advice}` : ''}`)
  }
  const exit = findings.some(({ state }) => state === 'fail') ? EXIT.failed : EXIT.ok
  if (out.isJson) out.thing({ ok: exit === EXIT.ok, findings }, [])
  return exit
}
