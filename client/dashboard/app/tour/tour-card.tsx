import { CloseButton, Group, Paper, SimpleGrid, Text, Title } from '@mantine/core'
import { useEffect } from 'react'
import { useLiveQuery } from '../../api/queries.ts'
import { TourStateDocument, type TourStateQuery } from '../../generated/graphql.ts'
import { stepsOf, TourStep } from './tour-step.tsx'
import { useTour } from './use-tour.ts'

const CHANGES = ['WEBHOOK', 'EVENT_RECEIVED', 'TASK_CLAIMED']

/** The first three steps, which check themselves. Begins where there is no webhook yet, and stays until it is closed. */
export function TourCard() {
  const [tour, setTour] = useTour()
  const { data } = useLiveQuery(TourStateDocument, {}, { changes: CHANGES, enabled: tour !== 'dismissed' })
  const isNew = tour === 'unseen' && data?.webhooks.edges.length === 0
  useEffect(() => {
    if (isNew) setTour('open')
  }, [isNew, setTour])
  if (tour !== 'open' || !data) return null
  return <Steps state={data} onClose={() => setTour('dismissed')} />
}

function Steps({ state, onClose }: { state: TourStateQuery; onClose(): void }) {
  const steps = stepsOf(state)
  const done = steps.filter(({ isDone }) => isDone).length
  const isFinished = done === steps.length
  return (
    <Paper component="section" withBorder p="md" mb="lg" aria-label="First steps">
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <div>
          <Title order={2} size="h4">
            {isFinished ? 'All set' : 'First steps'}
          </Title>
          <Text size="sm" c="dimmed" role="status" mb="sm">
            {isFinished
              ? 'What comes in is verified, stored, and worked on. You can bring this back from the menu at the top right.'
              : `${done} of ${steps.length} done. Each one checks itself.`}
          </Text>
        </div>
        <CloseButton aria-label="Close the first steps" onClick={onClose} />
      </Group>
      <SimpleGrid cols={{ base: 1, sm: 3 }} component="ol" p={0} m={0}>
        {steps.map((step, index) => (
          <TourStep key={step.title} step={step} number={index + 1} isNext={index === steps.findIndex(({ isDone }) => !isDone)} />
        ))}
      </SimpleGrid>
    </Paper>
  )
}
