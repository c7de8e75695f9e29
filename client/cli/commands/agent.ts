import type { Command } from 'commander'
import { LeaseLostError, StoppedError, type Task, type WorkOptions } from '../../sdk/index.ts'
import { type ProgramOptions, runProgram } from '../agent/run-program.ts'
import { wordsOf } from '../errors.ts'
import { EXIT, type Exit } from '../exit-codes.ts'
import { onSecondInterrupt } from '../interrupt.ts'
import { durationMs, wholeNumber } from '../options.ts'
import { say } from '../output.ts'
import { type Session, withExamples, withServer } from '../session.ts'

interface RunOptions extends ProgramOptions {
  name: string
  concurrency: number
  lease: number
  grace: number
}

export function addAgent(program: Command): void {
  const agent = program.command('agent').description('make any program an agent')
  withExamples(agent, "agent run --name planning --exec './my-agent'")

  const run = agent
    .command('run')
    .description('run a program for each task: the task on its standard input as JSON, the result from its standard output')
    .requiredOption('--name <agent>', 'whose tasks to take')
    .requiredOption('--exec <command>', 'what to run, by the shell')
    .option('--concurrency <number>', 'how many tasks at once', wholeNumber(1, 1000), 1)
    .option('--lease <seconds>', 'how long a task stays with a runner that falls silent, 5 to 3600', wholeNumber(5, 3600), 60)
    .option('--timeout <duration>', 'how long the program may take: 90s, 15m', durationMs)
    .option('--grace <seconds>', 'how long running programs have when the runner is to stop', wholeNumber(0, 3600), 30)
    .option('--reply', "post the program's output at the event's source")
    .option('--pass-key', 'give the program the API key, as HOOKLINE_KEY')
    .action(withServer(runAgent))
  withExamples(
    run,
    "agent run --name planning --exec './my-agent'",
    "agent run --name executor --exec 'python3 work.py' --concurrency 4 --timeout 15m",
  )
}

/** Ends in order: no more tasks are taken, those under way are ended or handed back. That is what it is told to, so it is no failure. */
async function runAgent({ hookline, url, key, out, signal }: Session, options: RunOptions): Promise<Exit> {
  const killing = new AbortController()
  onSecondInterrupt(() => killing.abort(new StoppedError()))
  signal.addEventListener('abort', () => say('Stopping: waiting for the tasks under way. A second signal ends them.'))
  const workOptions: WorkOptions = {
    concurrency: options.concurrency,
    leaseSeconds: options.lease,
    graceSeconds: options.grace,
    signal,
    onError: tell,
  }
  say(`Taking tasks of ${options.name}.`)
  const work = hookline.work(
    options.name,
    async (task, context) => {
      say(`[${task.id}] attempt ${task.attempt}`)
      const result = await runProgram({ task, context, killing: killing.signal, connection: { url, key } }, options)
      out.message({ taskId: task.id, attempt: task.attempt, result }, `${task.id}  done`)
      return result
    },
    workOptions,
  )
  await work.finished
  return EXIT.ok
}

function tell(error: unknown, task?: Task): void {
  const words = error instanceof LeaseLostError ? error.message : wordsOf(error)
  say(task ? `[${task.id}] ${words}` : words)
}
