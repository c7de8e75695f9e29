import { Code } from 'lucide-react'
import { useParams } from 'react-router'
import { useLiveQuery } from '../../api/queries.ts'
import { useFilters } from '../../api/use-filters.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { FailureNotice } from '../../components/failure-notice.tsx'
import { PageSkeleton } from '../../components/page-skeleton.tsx'
import { BuilderContextDocument, CommandPlaceDocument, SampleEventDocument } from '../../generated/graphql.ts'
import { Builder } from './builder.tsx'
import { draftFrom, draftOf, EMPTY } from './draft.ts'

const CHANGES = ['WEBHOOK', 'EVENT_RECEIVED']

/** `/commands/new?webhook=…&event=…`, or `/commands/<id>`. */
export function Component() {
  const { id = '' } = useParams()
  const isNew = id === 'new'
  const [{ webhook, event }] = useFilters(['webhook', 'event'])
  const found = useLiveQuery(CommandPlaceDocument, { id }, { enabled: !isNew })
  const place = found.data?.node?.__typename === 'Command' ? found.data.node.webhook.id : ''
  const webhookId = isNew ? webhook : place
  const context = useLiveQuery(BuilderContextDocument, { webhookId }, { changes: CHANGES, enabled: webhookId !== '' })
  const sample = useLiveQuery(SampleEventDocument, { id: event }, { enabled: isNew && event !== '' })
  const error = found.error ?? context.error ?? sample.error

  if (error && !context.data) return <FailureNotice error={error} />
  if (isNew ? webhook === '' : found.data && place === '') return <NoCommand />
  if (!context.data || (isNew && event !== '' && !sample.data)) return <PageSkeleton rows={10} />
  const given = context.data
  const saved = given.webhook?.commands.find((command) => command.id === id) ?? null
  if (!given.webhook || (!isNew && !saved)) return <NoCommand />
  const begin = saved ? draftOf(saved) : sample.data?.event ? draftFrom(sample.data.event) : EMPTY
  return <Builder key={id + event} context={{ ...given, webhook: given.webhook }} saved={saved} begin={begin} sampleId={event || null} />
}

function NoCommand() {
  return (
    <EmptyState
      icon={Code}
      title="There is no such command"
      text="It may have been deleted. Commands are made from their webhook, or from an event."
    />
  )
}
