import { keyOf } from '../../api/queries.ts'
import { optimistically, useSend } from '../../api/send.ts'
import {
  DisableWebhookDocument,
  EnableWebhookDocument,
  WebhookDetailDocument,
  type WebhookDetailQuery,
  WebhookListDocument,
  type WebhookListQuery,
} from '../../generated/graphql.ts'

interface Pages {
  pages: WebhookListQuery['webhooks'][]
}

/** Enables or disables a webhook; shown before the server has answered, and taken back when it refuses. */
export function useToggle(id: string): (enabled: boolean) => void {
  const options = (enabled: boolean) => ({ onMutate: () => showEverywhere(id, enabled) })
  const enable = useSend(EnableWebhookDocument, options(true))
  const disable = useSend(DisableWebhookDocument, options(false))
  return (enabled) => (enabled ? enable : disable).mutate({ id })
}

async function showEverywhere(id: string, enabled: boolean): Promise<() => void> {
  const undoList = await optimistically<Pages>(keyOf(WebhookListDocument), (list) => ({
    ...list,
    pages: list.pages.map((page) => withEnabled(page, id, enabled)),
  }))
  const undoDetail = await optimistically<WebhookDetailQuery>(keyOf(WebhookDetailDocument, { id }), (data) => ({
    ...data,
    webhook: data.webhook && { ...data.webhook, enabled },
  }))
  return () => {
    undoList()
    undoDetail()
  }
}

function withEnabled(page: Pages['pages'][number], id: string, enabled: boolean): Pages['pages'][number] {
  return { ...page, edges: page.edges.map((edge) => (edge.node.id === id ? { ...edge, node: { ...edge.node, enabled } } : edge)) }
}
