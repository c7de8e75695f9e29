import { Command, Option } from 'commander'
import { addActions } from './commands/actions.ts'
import { addAgent } from './commands/agent.ts'
import { addAsk } from './commands/ask.ts'
import { addCommands } from './commands/commands.ts'
import { addCompletion } from './commands/completion.ts'
import { addConfigFiles } from './commands/config-files.ts'
import { addEvents } from './commands/events.ts'
import { addHealth } from './commands/health.ts'
import { addKeys } from './commands/keys.ts'
import { addListen } from './commands/listen.ts'
import { addMcp } from './commands/mcp.ts'
import { addQuestions } from './commands/questions.ts'
import { addSend } from './commands/send.ts'
import { addSignIn } from './commands/sign-in.ts'
import { addTasks } from './commands/tasks.ts'
import { addWebhooks } from './commands/webhooks.ts'
import { VERSION } from './version.ts'

const AFTER = `
Examples:
  $ hookline login https://hookline.example.com
  $ hookline events tail --follow

HOOKLINE_URL and HOOKLINE_KEY win over what login has kept. docs/cli.md says more, and what the exit codes mean.`

/** The whole command line. Parsing throws a CommanderError instead of ending the process. */
export function createProgram(): Command {
  const program = new Command('hookline')
    .description('Webhooks in, agents live, people in the loop: the command line of Hookline.')
    .version(VERSION)
    .option('--url <url>', "the server's address")
    .addOption(new Option('--key <key>', 'an API key; others on this machine can see it: better HOOKLINE_KEY or login'))
    .option('--profile <name>', 'which kept server and key to use')
    .option('--json', 'print JSON: one document, or a line for each thing that happens')
    .addHelpText('after', AFTER)
    .exitOverride()
    .showHelpAfterError('Try the same with --help.')
  addSignIn(program)
  addWebhooks(program)
  addCommands(program)
  addEvents(program)
  addSend(program.command('send'), 'send')
  addListen(program)
  addActions(program)
  addTasks(program)
  addAgent(program)
  addQuestions(program)
  addAsk(program, 'ask')
  addConfigFiles(program)
  addKeys(program)
  addHealth(program)
  addMcp(program)
  addCompletion(program)
  return program
}
