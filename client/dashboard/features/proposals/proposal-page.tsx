import { Alert, Anchor, List, Stack, Text } from '@mantine/core'
import { GitPullRequest } from 'lucide-react'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { useLiveQuery } from '../../api/queries.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { Facts } from '../../components/facts.tsx'
import { FailureNotice } from '../../components/failure-notice.tsx'
import { JsonDiff } from '../../components/json-diff.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { PageSkeleton } from '../../components/page-skeleton.tsx'
import { SecretOnce } from '../../components/secret-once.tsx'
import { Section } from '../../components/section.tsx'
import { StatusBadge } from '../../components/status-badge.tsx'
import { TimeText } from '../../components/time-text.tsx'
import { ProposalDetailDocument, type ProposalDetailQuery } from '../../generated/graphql.ts'
import { Decide } from './decide.tsx'

export type ProposalDetail = Extract<NonNullable<ProposalDetailQuery['node']>, { __typename: 'Proposal' }>

interface Change {
  webhook_id: string
  before: unknown
  after: unknown
  warnings: string[]
}

const CHANGES = ['PROPOSAL']

export function Component() {
  const { id = '' } = useParams()
  const { data, error, refetch } = useLiveQuery(ProposalDetailDocument, { id }, { changes: CHANGES })
  if (error && !data) return <FailureNotice error={error} onRetry={refetch} />
  if (!data) return <PageSkeleton />
  if (data.node?.__typename !== 'Proposal')
    return (
      <EmptyState
        icon={GitPullRequest}
        title="There is no such proposal"
        text="The address may not be whole, or your key may not see it."
      />
    )
  return <ProposalPage proposal={data.node} />
}

function ProposalPage({ proposal }: { proposal: ProposalDetail }) {
  const [secret, setSecret] = useState<string | null>(null)
  const { summary, preview } = proposal
  const change = proposal.change as Change
  return (
    <>
      <PageHeader title={summary} back={{ to: '/proposals', label: 'Proposals' }}>
        {proposal.status === 'OPEN' && <Decide id={proposal.id} onSecret={setSecret} />}
      </PageHeader>
      <Stack>
        {secret && (
          <SecretOnce secret={secret} what="the secret of the webhook" text="Enter it at the provider. The agent does not see it." />
        )}
        <ProposalFacts proposal={proposal} change={change} />
        {change.warnings.length > 0 && (
          <Alert color="yellow" title="To be looked at">
            <List size="sm">
              {change.warnings.map((warning) => (
                <List.Item key={warning}>{warning}</List.Item>
              ))}
            </List>
          </Alert>
        )}
        <Section title="What would change">
          <JsonDiff before={change.before} after={change.after} />
        </Section>
        {preview && <BackTest preview={preview} />}
      </Stack>
    </>
  )
}

function ProposalFacts({ proposal, change }: { proposal: ProposalDetail; change: Change }) {
  const { status, proposedBy, agent, createdAt, expiresAt, decidedAt, decidedBy, reason } = proposal
  return (
    <Section title="State">
      <Facts
        facts={[
          ['State', <StatusBadge key="state" status={status} />],
          ['By', agent ? `${proposedBy} (${agent})` : proposedBy],
          ['Proposed', <TimeText key="proposed" at={createdAt} />],
          ['Open until', status === 'OPEN' && <TimeText key="until" at={expiresAt} />],
          [
            'Decided',
            decidedAt && (
              <>
                <TimeText at={decidedAt} /> by {decidedBy}
              </>
            ),
          ],
          ['Reason', reason],
          [
            'Webhook',
            change.before !== null || status === 'APPROVED' ? (
              <Anchor key="webhook" component={Link} to={`/webhooks/${change.webhook_id}`} size="sm">
                {change.webhook_id}
              </Anchor>
            ) : (
              change.webhook_id
            ),
          ],
        ]}
      />
    </Section>
  )
}

function BackTest({ preview: { matched, tried, results } }: { preview: NonNullable<ProposalDetail['preview']> }) {
  return (
    <Section title="Back-test">
      <Text size="sm" mb="xs">
        What is new or changed would have matched{' '}
        <Text span fw={700} inherit>
          {matched} of the last {tried}
        </Text>{' '}
        events.
      </Text>
      <Stack gap={4}>
        {results
          .filter((result) => result.matched)
          .map(({ event }) => (
            <Anchor key={event.id} component={Link} to={`/events/${event.id}`} size="sm">
              {event.eventType} {event.subject?.title}
            </Anchor>
          ))}
      </Stack>
    </Section>
  )
}
