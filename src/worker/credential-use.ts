import type { Job, Tools } from '../actions/carry-out/job.ts'
import { auditEntry, type Statement } from '../backends/database/database.ts'

/** The tools of one try, and whether it took credentials, or the secret of a target, to write with. */
export function watchCredentials(tools: Tools): { tools: Tools; wereUsed(): boolean } {
  let used = false
  const credentialsOf: Tools['credentialsOf'] = async (webhookId, provider) => {
    const credentials = await tools.credentialsOf(webhookId, provider)
    used ||= Object.keys(credentials).length > 0
    return credentials
  }
  const targetOf: Tools['targetOf'] = async (url) => {
    const target = await tools.targetOf(url)
    used ||= target !== null
    return target
  }
  return { tools: { ...tools, credentialsOf, targetOf }, wereUsed: () => used }
}

/** Says in the audit that an action took credentials: at its first try and at its last one, not at those between. */
export function credentialUse({ actionId, kind, event, target }: Job, tryNumber: number, atMs: number): Statement {
  const detail = { kind, webhook: event.webhookId, target, try: tryNumber }
  return auditEntry({ actor: 'hookline', verb: 'credentials.use', subject: actionId, detail, atMs })
}
