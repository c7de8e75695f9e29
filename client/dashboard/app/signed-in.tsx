import { Center, Loader } from '@mantine/core'
import { type ReactNode, useEffect } from 'react'
import { followChanges } from '../api/live.ts'
import { useLiveQuery } from '../api/queries.ts'
import { ViewerContext } from '../api/viewer.ts'
import { FailureNotice } from '../components/failure-notice.tsx'
import { ViewerDocument } from '../generated/graphql.ts'

/** Begins with who is looking, and where the change feed stands: from there on the page hears what happens. */
export function SignedIn({ children }: { children: ReactNode }) {
  const { data, error, refetch } = useLiveQuery(ViewerDocument, {})
  const cursor = data?.feedCursor
  useEffect(() => {
    if (cursor === undefined) return
    const end = new AbortController()
    void followChanges(cursor, end.signal)
    return () => end.abort()
  }, [cursor])
  if (data) return <ViewerContext value={data.viewer}>{children}</ViewerContext>
  return (
    <Center mih="100vh" p="md">
      {error ? <FailureNotice error={error} onRetry={refetch} /> : <Loader aria-label="Loading" />}
    </Center>
  )
}
