import type { Command } from 'commander'
import { say } from '../output.ts'
import { type Session, withExamples, withServer } from '../session.ts'

/** `mcp`. */
export function addMcp(program: Command): void {
  const mcp = program
    .command('mcp')
    .description('speak the Model Context Protocol over standard input and output, for assistants that start a program')
    .option('--read-only', 'offer and carry out only what reads')
    .action(withServer(serve))
  withExamples(mcp, 'mcp --read-only')
}

async function serve({ url, key }: Session, { readOnly }: { readOnly?: boolean }): Promise<void> {
  const { serveMcpOverStdio } = await import('../mcp.ts')
  await serveMcpOverStdio({ url, key, readOnly, say })
}
