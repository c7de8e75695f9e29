// A worker of the agent `planning` that dies without a word. Its parent is told each lease that it gets, and each that it loses.
import { createHookline } from '../../../client/sdk/dist/index.js'

const [SHORTEST_MS, LONGEST_MS] = [100, 500]

createHookline({ url: process.env.HOOKLINE_URL, key: process.env.HOOKLINE_KEY, fetch: telling }).work('planning', handle, {
  concurrency: 8,
  leaseSeconds: 5,
  onError: (error, task) => process.send({ error: error.code ?? String(error), id: task?.id }),
})

async function handle(task) {
  await new Promise((resolve) => setTimeout(resolve, SHORTEST_MS + Math.random() * (LONGEST_MS - SHORTEST_MS)))
  return { pid: process.pid, attempt: task.attempt }
}

async function telling(...request) {
  const response = await fetch(...request)
  if (!request[1].body.includes('mutation ClaimTask')) return response
  const { claimTask } = (await response.clone().json()).data ?? {}
  if (claimTask?.task) process.send({ id: claimTask.task.id, attempt: claimTask.task.attempt, leaseToken: claimTask.leaseToken })
  return response
}
