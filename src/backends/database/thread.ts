import { Worker } from 'node:worker_threads'

/** What such a thread makes is garbage soon: the default of 48 MB would hold memory for nothing. */
const YOUNG_MB = 8

/** Runs a file as a thread, which is told its `workerData`. */
export function startThread(file: string, name: string, workerData: object): Worker {
  return new Worker(file, { name, workerData, resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } })
}
