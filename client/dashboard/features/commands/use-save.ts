import { useNavigate } from 'react-router'
import { keyOf } from '../../api/queries.ts'
import { queryClient } from '../../api/query-client.ts'
import { useSend } from '../../api/send.ts'
import { AddCommandHereDocument, BuilderContextDocument, type CommandInput, SaveCommandDocument } from '../../generated/graphql.ts'

interface SaveOptions {
  webhookId: string
  /** Null: it is new. */
  id: string | null
  expectedVersion: number
}

/** Adds the command, or changes it unless somebody else has changed the webhook since. */
export function useSave({ webhookId, id, expectedVersion }: SaveOptions) {
  const navigate = useNavigate()
  const add = useSend(AddCommandHereDocument, { done: 'Saved', quiet: true })
  const update = useSend(SaveCommandDocument, { done: 'Saved', quiet: true })
  const used = id === null ? add : update
  return { error: used.error, isPending: used.isPending, reset: used.reset, send }

  function send(command: CommandInput, onSaved: () => void): void {
    const onSuccess = async () => {
      await queryClient.invalidateQueries({ queryKey: keyOf(BuilderContextDocument, { webhookId }) })
      onSaved()
    }
    if (id === null) {
      add.mutate(
        { webhookId, command },
        {
          onSuccess: async ({ addCommand }) => {
            await onSuccess()
            // Past the guard: what was to be kept is kept.
            setTimeout(() => void navigate(`/commands/${addCommand.command.id}`, { replace: true }))
          },
        },
      )
    } else update.mutate({ input: { id, expectedVersion, ...command } }, { onSuccess })
  }
}
