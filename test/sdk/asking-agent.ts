// A process of the agent that HOOKLINE_AGENT names: it asks about each task, and completes it with the answer.
import { createHookline } from '../../client/sdk/index.ts'

const { HOOKLINE_URL = '', HOOKLINE_KEY = '', HOOKLINE_AGENT = '' } = process.env

createHookline({ url: HOOKLINE_URL, key: HOOKLINE_KEY }).work(
  HOOKLINE_AGENT,
  async (task, { ask }) => ({ attempt: task.attempt, answer: await ask('Which way?', { options: ['left', 'right'] }) }),
  { leaseSeconds: 5 },
)
