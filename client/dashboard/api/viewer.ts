import { createContext, use } from 'react'
import type { ViewerQuery } from '../generated/graphql.ts'

export type Viewer = ViewerQuery['viewer']

export const ViewerContext = createContext<Viewer | null>(null)

/** Who is signed in. */
export function useViewer(): Viewer {
  const viewer = use(ViewerContext)
  if (!viewer) throw new Error('There is no viewer outside of SignedIn')
  return viewer
}

/** Whether the viewer may change webhooks and answer questions. What nobody offers is refused by the server all the same. */
export function useMayOperate(): boolean {
  return ['ADMIN', 'OPERATOR'].includes(useViewer().role)
}

/** Whether the viewer may see keys, people and the audit. */
export function useIsAdmin(): boolean {
  return useViewer().role === 'ADMIN'
}
