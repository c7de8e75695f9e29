import type { Data, TestApp } from './start-app.ts'
import { waitFor } from './wait.ts'

/** What was kept of refused deliveries, newest first. A refusal is answered before it is written: at least one is waited for. */
export async function keptDeliveries(app: Pick<TestApp, 'graphql'>, { webhookId }: { webhookId?: string } = {}): Promise<Data[]> {
  const query =
    'query ($id: ID) { refusedDeliveries(webhookId: $id, first: 100) { edges { node { status code reason headers remoteAddress } } } }'
  const { refusedDeliveries } = await waitFor(
    () => app.graphql(query, { id: webhookId }),
    (found) => found.refusedDeliveries.edges.length > 0,
  )
  return nodesOf(refusedDeliveries)
}

/** What was refused to callers of the API, newest first, from the audit. Written later, too. */
export async function auditedRefusals(app: Pick<TestApp, 'graphql'>, count = 1): Promise<Data[]> {
  const { auditLog } = await waitFor(
    () => app.graphql('{ auditLog(first: 100, verb: "refused") { edges { node { actor subject detail } } } }'),
    (found) => found.auditLog.edges.length >= count,
  )
  return nodesOf(auditLog)
}

function nodesOf({ edges }: Data): Data[] {
  return edges.map(({ node }: Data) => node)
}
