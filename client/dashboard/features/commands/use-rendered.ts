import type { HooklineError } from '../../../sdk/index.ts'
import { useLiveQuery } from '../../api/queries.ts'
import { type CommandInput, RenderOnEventDocument } from '../../generated/graphql.ts'

export interface Rendered {
  /** Null: the command does not match the event, or there is none. */
  text: string | null
  matched: boolean
  error: HooklineError | null
}

/** What the template comes to on one event. */
export function useRendered({
  webhookId,
  input,
  eventId,
}: {
  webhookId: string
  input: CommandInput | null
  eventId: string | null
}): Rendered {
  const isAsked = input !== null && eventId !== null && input.trigger !== ''
  const { data, error } = useLiveQuery(
    RenderOnEventDocument,
    { webhookId, command: input ?? { trigger: '*', action: 'COMMENT' }, eventIds: [eventId ?? ''] },
    { enabled: isAsked },
  )
  const [result] = data?.previewCommand.results ?? []
  return {
    text: isAsked ? (result?.rendered ?? null) : null,
    matched: isAsked && (result?.matched ?? false),
    error: isAsked ? error : null,
  }
}
