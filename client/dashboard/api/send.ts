import { notifications } from '@mantine/notifications'
import { type QueryKey, type UseMutationOptions, type UseMutationResult, useMutation } from '@tanstack/react-query'
import { type HooklineError, ProposedError, type Succeeded, type TypedDocument } from '../../sdk/index.ts'
import { hookline } from './hookline.ts'
import { keyOf } from './queries.ts'
import { queryClient } from './query-client.ts'

export type SendOptions<Result, Variables> = Omit<
  UseMutationOptions<Succeeded<Result>, HooklineError, Variables, Undo | undefined>,
  'mutationFn'
> & {
  /** What is shown when it was done. Default: nothing. */
  done?: string
  /** Where the failure is shown beside what caused it, no notification is. Default: false. */
  quiet?: boolean
}

/** Puts back what was shown before. */
export type Undo = () => void

/** A mutation. A failure is shown, and what was shown beforehand by `onMutate: () => optimistically(…)` is put back. */
export function useSend<Result, Variables>(
  document: TypedDocument<Result, Variables>,
  { done, quiet = false, ...options }: SendOptions<Result, Variables> = {},
): UseMutationResult<Succeeded<Result>, HooklineError, Variables, Undo | undefined> {
  return useMutation<Succeeded<Result>, HooklineError, Variables, Undo | undefined>({
    ...options,
    mutationFn: (variables) => hookline.request(document, variables),
    onSuccess: (...given) => {
      if (done !== undefined) notifications.show({ message: done, color: 'green' })
      return options.onSuccess?.(...given)
    },
    onError: (error, variables, undo, context) => {
      undo?.()
      if (!quiet) showFailure(error)
      return options.onError?.(error, variables, undo, context)
    },
  })
}

/** Shows what a change will come to before the server has answered; answers how it is taken back. */
export async function optimistically<Data>(queryKey: QueryKey, change: (data: Data) => Data): Promise<Undo> {
  await queryClient.cancelQueries({ queryKey })
  const before = queryClient.getQueriesData<Data>({ queryKey })
  queryClient.setQueriesData<Data>({ queryKey }, (data) => data && change(data))
  return () => {
    for (const [key, data] of before) queryClient.setQueryData(key, data)
  }
}

/** Asks for an operation anew, with whatever variables: for what the change feed does not tell. */
export function askAnew(document: { toString(): string }): void {
  void queryClient.invalidateQueries({ queryKey: keyOf(document) })
}

/** Says what went wrong and what can be done, for whoever sent it. */
export function showFailure(error: HooklineError): void {
  const { message, issues } = error
  const lines = issues.map(({ path, message: issue }) => [path.join('.'), issue].filter(Boolean).join(': '))
  const isProposal = error instanceof ProposedError
  notifications.show({
    title: isProposal ? 'Waits for approval' : message,
    message: isProposal ? message : lines.join('; '),
    color: isProposal ? 'blue' : 'red',
    autoClose: 10_000,
    role: 'alert',
  })
}

/** The issues of a failure by the form's fields; `under`: the input's own name within the operation. */
export function fieldErrors({ issues }: HooklineError, under = 'input'): Record<string, string> {
  return Object.fromEntries(issues.map(({ path, message }) => [(path[0] === under ? path.slice(1) : path).join('.'), message]))
}

/** Whether all that a failure says stands at a form's own fields: then it need not be said again below them. */
export function isToldByFields(error: HooklineError, fields: object): boolean {
  const told = Object.keys(fieldErrors(error))
  return told.length > 0 && told.every((name) => name in fields)
}
