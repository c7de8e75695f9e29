import { syncBuiltinESMExports } from 'node:module'
import threads, { Worker, type WorkerOptions } from 'node:worker_threads'
import { COMPILED_WRITER } from './compile-writer.ts'

/** Starts threads as they are asked for, but that of the database from its compiled file, without a compiler. */
class CompiledWorker extends Worker {
  constructor(file: string | URL, options?: WorkerOptions) {
    const isWriter = String(file).endsWith('/sqlite-writer.ts')
    super(isWriter ? COMPILED_WRITER : file, isWriter ? { ...options, execArgv: [] } : options)
  }
}

if (!(threads.Worker.prototype instanceof Worker)) threads.Worker = CompiledWorker
syncBuiltinESMExports()
