import { Argument, type Command } from 'commander'
import { SHELLS, type Shell, scriptFor } from '../completion/scripts.ts'
import { treeOf } from '../completion/tree.ts'
import { locally, withExamples } from '../session.ts'

export function addCompletion(program: Command): void {
  const completion = program
    .command('completion')
    .addArgument(new Argument('<shell>').choices(SHELLS))
    .description('print a script that lets a shell complete commands and options')
    .action(locally<unknown, [Shell]>(async (_out, _options, shell) => void process.stdout.write(scriptFor(shell, treeOf(program)))))
  withExamples(
    completion,
    'completion bash > ~/.local/share/bash-completion/completions/hookline',
    'completion zsh > ~/.zfunc/_hookline',
    'completion fish > ~/.config/fish/completions/hookline.fish',
  )
}
