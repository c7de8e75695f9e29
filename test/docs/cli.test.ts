import type { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { EXIT } from '../../client/cli/exit-codes.ts'
import { createProgram } from '../../client/cli/program.ts'
import { readPage, tableRows } from './documents.ts'

const page = readPage('docs/cli.md')
const all = commandsOf(createProgram(), [])

describe('the command line', () => {
  it.each(all.map(({ path, command }) => [path, command] as const))('%s has a description, and an example of itself', (path, command) => {
    let help = ''
    command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp()

    expect(command.description()).not.toBe('')
    expect(help).toMatch(new RegExp(`^Examples?:\n(?:.*\n)*? {2}\\$ hookline ${path}( |$)`, 'm'))
  })

  it('docs/cli.md names every command', () => {
    const named = new Set([...page.matchAll(/`([a-z]+(?: [a-z]+)?)`/g)].map(([, path]) => path))
    const leaves = all.filter(({ command }) => command.commands.length === 0).map(({ path }) => path)

    expect(leaves.length).toBeGreaterThan(30)
    expect(leaves.filter((path) => !named.has(path))).toEqual([])
  })

  it('docs/cli.md names every exit code', () => {
    const cells = tableRows(page).map((row) => row.split(' | ')[0]!)
    const codes = cells.filter((cell) => /^\d/.test(cell)).flatMap((cell) => cell.split(', ').map(Number))

    expect(codes.sort()).toEqual(Object.values(EXIT).sort())
  })
})

function commandsOf(command: Command, path: readonly string[]): { path: string; command: Command }[] {
  return command.commands.flatMap((one) => {
    const own = [...path, one.name()]
    return [{ path: own.join(' '), command: one }, ...commandsOf(one, own)]
  })
}
