import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect } from 'vitest'
import { ROOT } from '../docs/documents.ts'
import type { Data } from '../helpers/start-app.ts'

export interface Ended {
  exit: number | null
  /** Standard output. */
  out: string
  /** Standard error. */
  said: string
  /** Standard output, parsed. */
  json: Data
}

export interface Running {
  child: ChildProcess
  /** What it has printed so far. */
  out(): string
  said(): string
  /** Sends a signal, and answers how it ended. */
  stop(signal?: NodeJS.Signals): Promise<Ended>
  ended: Promise<Ended>
}

interface Server {
  url: string
  key: string
}

const CLI = path.join(ROOT, 'dist/cli/main.js')
/** Of a loaded machine. */
export const SLOW_MS = 120_000
const PRINTED_MS = 30_000

/** The command line as people run it: built, a process of its own, with a home that is empty. */
export async function createCli(server?: Server) {
  await promisify(execFile)(process.execPath, [path.join(ROOT, 'scripts/hookline.mjs'), '--version'])
  const home = mkdtempSync(path.join(tmpdir(), 'hookline-cli-'))
  const running = new Set<Running>()
  return { home, start, run, shell, close }

  function start(words: readonly string[], { stdin, env = {} }: { stdin?: string; env?: Record<string, string> } = {}): Running {
    return follow(spawn(process.execPath, [CLI, ...words], { cwd: home, env: { ...environment(), ...env } }), stdin)
  }

  /** To its end. */
  function run(words: readonly string[], given: { stdin?: string; env?: Record<string, string> } = {}): Promise<Ended> {
    return start(words, given).ended
  }

  /** A line of bash in which `hookline` is the command. */
  function shell(line: string): Promise<Ended> {
    const script = `hookline() { "${process.execPath}" "${CLI}" "$@"; }\n${line}`
    return follow(spawn('bash', ['-c', script], { cwd: home, env: environment() })).ended
  }

  function follow(child: ChildProcess, stdin?: string): Running {
    let [out, said] = ['', '']
    child.stdout!.on('data', (chunk) => (out += chunk))
    child.stderr!.on('data', (chunk) => (said += chunk))
    child.stdin!.end(stdin)
    const ended = new Promise<Ended>((resolve) =>
      child.once('close', (exit) => {
        running.delete(started)
        resolve({ exit, out, said, json: parsed(out) })
      }),
    )
    const stop = (signal: NodeJS.Signals = 'SIGINT') => {
      child.kill(signal)
      return ended
    }
    const started = { child, out: () => out, said: () => said, stop, ended }
    running.add(started)
    return started
  }

  function environment(): Record<string, string> {
    const kept = {
      PATH: process.env.PATH!,
      HOME: home,
      XDG_CONFIG_HOME: path.join(home, 'config'),
      XDG_STATE_HOME: path.join(home, 'state'),
    }
    return server ? { ...kept, HOOKLINE_URL: server.url, HOOKLINE_KEY: server.key } : kept
  }

  async function close(): Promise<void> {
    await Promise.all([...running].map((one) => one.stop('SIGKILL')))
    rmSync(home, { recursive: true })
  }
}

export type Cli = Awaited<ReturnType<typeof createCli>>

/** The lines of JSON that a stream has printed. */
export function linesOf(text: string): Data[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line))
}

/** Waits until what is printed holds something. */
export function untilPrinted(read: () => string, expected: string | RegExp): Promise<void> {
  return expect.poll(read, { timeout: PRINTED_MS, interval: 50 }).toMatch(expected)
}

function parsed(text: string): Data {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
