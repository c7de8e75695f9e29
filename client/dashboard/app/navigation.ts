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
  icon: LucideIcon
  /** Left out: for everybody. */
  roles?: readonly Role[]
  /** How much waits there, as `badge` shows it; nothing while nothing does. */
  Count?: ComponentType<{ badge(count: number): ReactNode }>
}

/** Where one can go, in the order in which it is shown. */
export const NAVIGATION: readonly Place[] = [
  { path: '/webhooks', label: 'Webhooks', icon: Webhook },
  { path: '/events', label: 'Events', icon: Activity },
  { path: '/tasks', label: 'Tasks', icon: ListChecks },
  { path: '/questions', label: 'Questions', icon: CircleHelp, Count: OpenQuestionCount },
  { path: '/proposals', label: 'Proposals', icon: GitPullRequest, Count: OpenProposalCount },
  { path: '/agents', label: 'Agents', icon: Bot },
  { path: '/keys', label: 'Keys', icon: KeyRound, roles: ['ADMIN'] },
  { path: '/audit', label: 'Audit', icon: ScrollText, roles: ['ADMIN'] },
  { path: '/health', label: 'Health', icon: HeartPulse, roles: ['ADMIN', 'OPERATOR', 'VIEWER'] },
  { path: '/settings', label: 'Settings', icon: Settings },
]
