import type { Command } from 'commander'

/** A word that may come next, and what it means. */
export interface Word {
  word: string
  meaning: string
}

/** What may come behind a command: `path` is empty for the program itself, else `webhooks list`. */
export interface Place {
  path: string
  commands: Word[]
  options: Word[]
}

/** Every place of the command line, the program first. */
export function treeOf(program: Command): Place[] {
  return placesOf(program, [])
}

function placesOf(command: Command, path: readonly string[]): Place[] {
  const place: Place = {
    path: path.join(' '),
    commands: command.commands.map((one) => ({ word: one.name(), meaning: one.description() })),
    options: optionsOf(command),
  }
  return [place, ...command.commands.flatMap((one) => placesOf(one, [...path, one.name()]))]
}

function optionsOf(command: Command): Word[] {
  const own = command.options.map(({ long, short, description }) => ({ word: long ?? short!, meaning: description }))
  const above = command.parent ? optionsOf(command.parent).filter(({ word }) => word !== '--help' && word !== '--version') : []
  return [...own, ...above, { word: '--help', meaning: 'show help' }]
}
