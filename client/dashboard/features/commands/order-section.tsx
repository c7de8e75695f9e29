import { Skeleton, Text } from '@mantine/core'
import { lazy, Suspense } from 'react'
import { Section } from '../../components/section.tsx'
import type { Place } from './context.ts'

const OrderList = lazy(() => import('./order-list.tsx'))

/** Which command is tried first. */
export function OrderSection({ webhook, currentId }: { webhook: Place; currentId: string | null }) {
  if (webhook.commands.length < 2) return null
  return (
    <Section title="Order">
      <Text size="sm" c="dimmed" mb="xs">
        All that match run, from the top down. Drag one, or lift it by space and move it with the arrow keys.
      </Text>
      <Suspense fallback={<Skeleton h={80} />}>
        <OrderList webhook={webhook} currentId={currentId} />
      </Suspense>
    </Section>
  )
}
