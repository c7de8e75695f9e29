import { type Data, makeWebhook, storeEvent, type TestApi } from './run.ts'

export const FAILURES = '... on InvalidInput { issues { path message } } ... on Error { code message }'
const ISSUE = '{"action":"opened","issue":{"title":"A bug","number":12},"repository":{"name":"app","owner":{"login":"octo"}}}'

/** Stores an issue that something can be written at; `more`: its actions and tasks. */
export function storeIssue({ registry }: Pick<TestApi, 'registry'>, webhookId: string, more: object = {}): Promise<string> {
  return storeEvent(registry, { webhookId, payloadText: ISSUE, ...more })
}

/** The webhooks `mine` and `theirs`, with an issue each. */
export async function storeTwo(api: TestApi): Promise<{ mine: string; theirs: string }> {
  for (const id of ['mine', 'theirs']) await makeWebhook(api, id)
  return { mine: await storeIssue(api, 'mine'), theirs: await storeIssue(api, 'theirs') }
}

/** An action of a command that names an agent. */
export function commandAction(agent: string, id = 'act_by_command'): Data {
  const done = { doneAtMs: 1, nextAttemptAtMs: null }
  return { id, commandId: 'cmd_1', commandVersion: 1, kind: 'create_task', status: 'SUCCEEDED', text: '', agent, target: null, ...done }
}

export function task(id: string, agent = 'planner'): Data {
  return { id, commandId: null, actionId: null, agent, prompt: 'Look' }
}
