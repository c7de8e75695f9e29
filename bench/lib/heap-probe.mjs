// Loaded into a server that was started with --expose-gc: at SIGWINCH it collects its garbage and writes what memory it holds.
import { writeFileSync } from 'node:fs'

process.on('SIGWINCH', () => {
  globalThis.gc()
  globalThis.gc()
  writeFileSync(process.env.HEAP_PROBE_FILE, JSON.stringify(process.memoryUsage()))
})
