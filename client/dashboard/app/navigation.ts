import {
  Activity,
  Bot,
  CircleHelp,
  GitPullRequest,
  HeartPulse,
  KeyRound,
  ListChecks,
  type LucideIcon,
  ScrollText,
  Settings,
  Webhook,
} from 'lucide-react'
import type { ComponentType, ReactNode } from 'react'
import { OpenProposalCount } from '../features/proposals/open-count.tsx'
import { OpenQuestionCount } from '../features/questions/open-count.tsx'
import type { Role } from '../generated/graphql.ts'

interface Place {
  path: string
  label: string
  /** After `g`, goes there. */
  key: string
  icon: LucideIcon
  /** Left out: for everybody. */
  roles?: readonly Role[]
  /** How much waits there, as `badge` shows it; nothing while nothing does. */
  Count?: ComponentType<{ badge(count: number): ReactNode }>
}

/** Where one can go, in the order in which it is shown. */
const NAVIGATION: readonly Place[] = [
  { path: '/webhooks', label: 'Webhooks', key: 'w', icon: Webhook },
  { path: '/events', label: 'Events', key: 'e', icon: Activity },
  { path: '/tasks', label: 'Tasks', key: 't', icon: ListChecks },
  { path: '/questions', label: 'Questions', key: 'q', icon: CircleHelp, Count: OpenQuestionCount },
  { path: '/proposals', label: 'Proposals', key: 'p', icon: GitPullRequest, Count: OpenProposalCount },
  { path: '/agents', label: 'Agents', key: 'a', icon: Bot },
  { path: '/keys', label: 'Keys', key: 'k', icon: KeyRound, roles: ['ADMIN'] },
  { path: '/audit', label: 'Audit', key: 'u', icon: ScrollText, roles: ['ADMIN'] },
  { path: '/health', label: 'Health', key: 'h', icon: HeartPulse, roles: ['ADMIN', 'OPERATOR', 'VIEWER'] },
  { path: '/settings', label: 'Settings', key: 's', icon: Settings },
]

/** Where somebody with this role can go. */
export function placesFor(role: Role): Place[] {
  return NAVIGATION.filter(({ roles }) => roles === undefined || roles.includes(role))
}
