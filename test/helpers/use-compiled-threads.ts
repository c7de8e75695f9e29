import { syncBuiltinESMExports } from 'node:module'
import path from 'node:path'
import threads, { Worker, type WorkerOptions } from 'node:worker_threads'
import { COMPILED, THREADS } from './compile-threads.ts'

/** Starts threads as they are asked for, but those of the database from their compiled files, without a compiler. */
class CompiledWorker extends Worker {
  constructor(file: string | URL, options?: WorkerOptions) {
    const name = path.basename(String(file), '.ts')
    const isCompiled = String(file).endsWith('.ts') && THREADS.includes(name)
    super(isCompiled ? new URL(`${name}.js`, COMPILED) : file, isCompiled ? { ...options, execArgv: [] } : options)
  }
}

if (!(threads.Worker.prototype instanceof Worker)) threads.Worker = CompiledWorker
syncBuiltinESMExports()
