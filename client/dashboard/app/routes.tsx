import { createBrowserRouter, Navigate, type RouteObject } from 'react-router'
import { BrokenPage, NotFoundPage } from './broken-page.tsx'
import { Shell } from './shell.tsx'
import { SignedIn } from './signed-in.tsx'

/** Each page is loaded when it is gone to. The addresses are those that src/http/dashboard.ts serves. */
const pages: RouteObject[] = [
  { index: true, element: <Navigate to="/webhooks" replace /> },
  { path: 'webhooks', lazy: () => import('../features/webhooks/webhooks-page.tsx') },
  { path: 'webhooks/new', lazy: () => import('../features/webhooks/new-webhook-page.tsx') },
  { path: 'webhooks/:id', lazy: () => import('../features/webhooks/webhook-page.tsx') },
  { path: 'commands/:id', lazy: () => import('../features/commands/command-page.tsx') },
  { path: 'events', lazy: () => import('../features/events/events-page.tsx') },
  { path: 'events/:id', lazy: () => import('../features/events/event-page.tsx') },
  { path: 'tasks', lazy: () => import('../features/tasks/tasks-page.tsx') },
  { path: 'tasks/:id', lazy: () => import('../features/tasks/task-page.tsx') },
  { path: 'questions', lazy: () => import('../features/questions/questions-page.tsx') },
  { path: 'proposals', lazy: () => import('../features/proposals/proposals-page.tsx') },
  { path: 'proposals/:id', lazy: () => import('../features/proposals/proposal-page.tsx') },
  { path: 'agents', lazy: () => import('../features/agents/agents-page.tsx') },
  { path: 'keys', lazy: () => import('../features/keys/keys-page.tsx') },
  { path: 'audit', lazy: () => import('../features/audit/audit-page.tsx') },
  { path: 'health', lazy: () => import('../features/health/health-page.tsx') },
  { path: 'settings', lazy: () => import('../features/settings/settings-page.tsx') },
  { path: '*', element: <NotFoundPage /> },
]

export const router = createBrowserRouter([
  {
    element: (
      <SignedIn>
        <Shell />
      </SignedIn>
    ),
    // While the first page is loaded: SignedIn shows that already.
    HydrateFallback: () => null,
    children: [{ errorElement: <BrokenPage />, children: pages }],
  },
])
