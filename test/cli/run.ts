import { vi } from 'vitest'
import { runSubcommand } from '../../src/cli/cli.ts'

/** Runs a subcommand on a folder of data; answers what it printed for programs and for people. */
export async function ran(dataDir: string, ...words: string[]): Promise<{ exit: number; out: string; said: string }> {
  const out: string[] = []
  const said: string[] = []
  vi.stubEnv('DATA_DIR', dataDir)
  const exit = await runSubcommand(words, { out: async (text) => void out.push(text), say: (text) => void said.push(text) })
  vi.unstubAllEnvs()
  return { exit, out: out.join(''), said: said.join('\n') }
}
