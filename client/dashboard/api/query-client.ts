import { QueryCache, QueryClient } from '@tanstack/react-query'
import { HooklineError, UnauthenticatedError, UnavailableError } from '../../sdk/index.ts'
import { leaveForSignIn } from './session.ts'

const RETRIES = 3

/** What was asked for is fresh until the change feed says otherwise: nothing is asked for again because time has passed. */
export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: (error) => void (error instanceof UnauthenticatedError && leaveForSignIn()) }),
  defaultOptions: {
    queries: {
      staleTime: Number.POSITIVE_INFINITY,
      refetchOnWindowFocus: false,
      retry: (failures, error) => failures < RETRIES && mayPass(error),
    },
  },
})

/** What the server has refused it refuses again. */
function mayPass(error: unknown): boolean {
  return error instanceof UnavailableError || !(error instanceof HooklineError)
}
