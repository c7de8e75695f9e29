import { Stepper } from '@mantine/core'
import { useState } from 'react'
import { useLiveQuery } from '../../api/queries.ts'
import { useFilters } from '../../api/use-filters.ts'
import { FailureNotice } from '../../components/failure-notice.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { PageSkeleton } from '../../components/page-skeleton.tsx'
import { type Provider, ProviderGuideDocument, type ProviderGuideQuery } from '../../generated/graphql.ts'
import { ChooseProvider } from './choose-provider.tsx'
import { ConnectProvider } from './connect-provider.tsx'
import { NewWebhookForm } from './new-webhook-form.tsx'

export type Guide = ProviderGuideQuery['providers'][number]

/** What the server has made, and the secret that it shows this once. */
interface Made {
  id: string
  secret: string | null
}

export function Component() {
  const [{ provider }, setFilters] = useFilters(['provider'])
  const [made, setMade] = useState<Made | null>(null)
  const { data, error, refetch } = useLiveQuery(ProviderGuideDocument, {})
  const guide = data?.providers.find((one) => one.provider === provider)
  const step = made ? 2 : guide ? 1 : 0

  return (
    <>
      <PageHeader title="Create a webhook" back={{ to: '/webhooks', label: 'Webhooks' }} />
      {error && <FailureNotice error={error} onRetry={refetch} />}
      {!data && !error && <PageSkeleton />}
      {data && (
        <>
          <Stepper
            active={step}
            size="sm"
            mb="lg"
            allowNextStepsSelect={false}
            onStepClick={(to) => to === 0 && !made && setFilters({ provider: null })}
          >
            <Stepper.Step label="Provider" description="Who delivers" />
            <Stepper.Step label="Webhook" description="Name and secret" />
            <Stepper.Step label="Connect" description="Paste it there" />
          </Stepper>
          {step === 0 && <ChooseProvider onChoose={(chosen: Provider) => setFilters({ provider: chosen })} />}
          {step === 1 && <NewWebhookForm guide={guide!} onBack={() => setFilters({ provider: null })} onMade={setMade} />}
          {step === 2 && <ConnectProvider id={made!.id} secret={made!.secret} guide={guide!} />}
        </>
      )}
    </>
  )
}
