import { SegmentedControl, Stack } from '@mantine/core'
import { CircleHelp } from 'lucide-react'
import { useLiveList, useLiveQuery } from '../../api/queries.ts'
import { useFilters } from '../../api/use-filters.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { FailureNotice } from '../../components/failure-notice.tsx'
import { LoadMore } from '../../components/load-more.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { PageSkeleton } from '../../components/page-skeleton.tsx'
import { OneQuestionDocument, QuestionListDocument, type QuestionStatus } from '../../generated/graphql.ts'
import { QuestionCard } from './question-card.tsx'

const CHANGES = ['QUESTION']
const OVER: QuestionStatus[] = ['ANSWERED', 'EXPIRED', 'CANCELLED']

/** Where a person answers what agents and commands ask. */
export function Component() {
  const [{ show, open }, setFilters] = useFilters(['show', 'open'])
  const isOver = show === 'over'
  const variables = { first: 30, statuses: isOver ? OVER : (['OPEN'] satisfies QuestionStatus[]) }
  const { nodes, query } = useLiveList(QuestionListDocument, { variables, pageOf: (result) => result.questions, changes: CHANGES })
  const named = useLiveQuery(OneQuestionDocument, { id: open }, { changes: CHANGES, enabled: open !== '' }).data?.question

  return (
    <>
      <PageHeader
        title="Questions"
        text="What agents and commands ask people. The first answer that is valid counts, from here or from where it was asked."
      />
      <SegmentedControl
        mb="md"
        aria-label="Which questions"
        value={isOver ? 'over' : 'open'}
        onChange={(value) => setFilters({ show: value === 'over' ? 'over' : null, open: null })}
        data={[
          { value: 'open', label: 'Waiting for an answer' },
          { value: 'over', label: 'Over' },
        ]}
      />
      {query.error && <FailureNotice error={query.error} onRetry={query.refetch} />}
      {query.isPending && <PageSkeleton />}
      <Stack>
        {named && <QuestionCard key={named.id} question={named} isNamed />}
        {nodes
          .filter(({ id }) => id !== named?.id)
          .map((question) => (
            <QuestionCard key={question.id} question={question} />
          ))}
      </Stack>
      {query.data && nodes.length === 0 && !named && <NoQuestions isOver={isOver} />}
      <LoadMore query={query} />
    </>
  )
}

function NoQuestions({ isOver }: { isOver: boolean }) {
  return isOver ? (
    <EmptyState
      icon={CircleHelp}
      title="No question is over yet"
      text="Those that were answered, taken back or not answered in time are listed here."
    />
  ) : (
    <EmptyState
      icon={CircleHelp}
      title="Nobody waits for an answer"
      text="An agent asks with ask, or a command with the action “ask”. A question appears here at once, and where its event came from."
    />
  )
}
