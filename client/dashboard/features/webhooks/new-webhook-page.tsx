import { Stepper } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { ShieldAlert } from 'lucide-react'
import { useState } from 'react'
import { useLiveQuery } from '../../api/queries.ts'
import { useFilters } from '../../api/use-filters.ts'
import { useMayOperate } from '../../api/viewer.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { FailureNotice } from '../../components/failure-notice.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { PageSkeleton } from '../../components/page-skeleton.tsx'
import { type Provider, ProviderGuideDocument } from '../../generated/graphql.ts'
import { ChooseProvider } from './choose-provider.tsx'
import { ConnectProvider } from './connect-provider.tsx'
import { NewWebhookForm } from './new-webhook-form.tsx'
import type { Guide } from './use-guide.ts'

export function Component() {
  const { data, error, refetch } = useLiveQuery(ProviderGuideDocument, {})
  const mayOperate = useMayOperate()
  return (
    <>
      <PageHeader title="Create a webhook" back={{ to: '/webhooks', label: 'Webhooks' }} />
      {!mayOperate && (
        <EmptyState
          icon={ShieldAlert}
          title="Your key only looks"
          text="An ADMIN or OPERATOR key makes webhooks; an agent proposes them."
        />
      )}
      {error && <FailureNotice error={error} onRetry={refetch} />}
      {mayOperate && !data && !error && <PageSkeleton />}
      {mayOperate && data && <Steps guides={data.providers} />}
    </>
  )
}

/** The address bar says how far one is, so that the last step outlives loading the page anew; the secret does not. */
function Steps({ guides }: { guides: readonly Guide[] }) {
  const [{ provider, webhook }, setFilters] = useFilters(['provider', 'webhook'])
  const [secret, setSecret] = useState<string | null>(null)
  const guide = guides.find((one) => one.provider === provider)
  const isNarrow = useMediaQuery('(max-width: 36em)', false, { getInitialValueInEffect: false })
  return (
    <>
      <Stepper
        active={!guide ? 0 : webhook ? 2 : 1}
        size="sm"
        mb="lg"
        orientation={isNarrow ? 'vertical' : 'horizontal'}
        allowNextStepsSelect={false}
        onStepClick={(step) => step === 0 && setFilters({ provider: null, webhook: null })}
      >
        <Stepper.Step label="Provider" description="Who delivers" />
        <Stepper.Step label="Webhook" description="Name and secret" allowStepSelect={false} />
        <Stepper.Step label="Connect" description="Paste it there" />
      </Stepper>
      {!guide && <ChooseProvider onChoose={(chosen: Provider) => setFilters({ provider: chosen })} />}
      {guide && !webhook && (
        <NewWebhookForm
          guide={guide}
          onBack={() => setFilters({ provider: null })}
          onMade={(made) => {
            setSecret(made.secret)
            // Going back leads to the choice, and not to the form that has made it.
            setFilters({ webhook: made.id }, { replace: true })
          }}
        />
      )}
      {guide && webhook && <ConnectProvider id={webhook} secret={secret} guide={guide} />}
    </>
  )
}
