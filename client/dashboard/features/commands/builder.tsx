import { Button, Grid, Group, Stack } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { Save } from 'lucide-react'
import { useEffect, useMemo, useState } from 'react'
import { ConflictError } from '../../../sdk/index.ts'
import { useMayOperate } from '../../api/viewer.ts'
import { FailureNotice } from '../../components/failure-notice.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { ProviderMark } from '../../components/provider-mark.tsx'
import type { CommandDraftFragment } from '../../generated/graphql.ts'
import { ActionFields } from './action-fields.tsx'
import { BackTest } from './back-test.tsx'
import { ConditionFields } from './condition-fields.tsx'
import type { Context } from './context.ts'
import { DeleteCommand } from './delete-command.tsx'
import { type Draft, draftOf, inputOrNull } from './draft.ts'
import { LeaveGuard } from './leave-guard.tsx'
import { OrderSection } from './order-section.tsx'
import { SampleSection } from './sample-section.tsx'
import { TemplateField } from './template-field.tsx'
import { TriggerField } from './trigger-field.tsx'
import { useRendered } from './use-rendered.ts'
import { useSave } from './use-save.ts'

interface BuilderProps {
  context: Context
  /** Null: it is new. */
  saved: CommandDraftFragment | null
  begin: Draft
  sampleId: string | null
}

/** What the server is asked while somebody types. */
const TYPING_MS = 400

/** Trigger and conditions, action and template on the left; what they would have done, on the right. */
export function Builder({ context, saved, begin, sampleId }: BuilderProps) {
  const { webhook } = context
  const [draft, setDraft] = useState(begin)
  const [begun, setBegun] = useState({ draft: begin, version: webhook.version })
  const [sample, setSample] = useState(sampleId ?? webhook.events.edges[0]?.node.id ?? null)
  const [typed] = useDebouncedValue(draft, TYPING_MS)
  const input = useMemo(() => inputOrNull(typed), [typed])
  const rendered = useRendered({ webhookId: webhook.id, input, eventId: sample })
  const isChanged = JSON.stringify(draft) !== JSON.stringify(begun.draft)
  const save = useSave({ webhookId: webhook.id, id: saved?.id ?? null, expectedVersion: begun.version })
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }))
  const issues = [...(save.error?.issues ?? []), ...(rendered.error?.issues ?? [])]
  const mayOperate = useMayOperate()
  const addCondition = (path: string, value: unknown) =>
    change({ rows: [...draft.rows, { path, operator: 'eq', value: typeof value === 'object' ? '' : String(value) }] })

  useEffect(() => {
    if (!isChanged && saved) {
      const fresh = draftOf(saved)
      setDraft(fresh)
      setBegun({ draft: fresh, version: webhook.version })
    }
  }, [isChanged, saved, webhook.version])

  const send = () => {
    const whole = inputOrNull(draft)
    if (!whole) return
    save.send(whole, () => setBegun({ draft, version: webhook.version }))
  }

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <PageHeader
        title={saved ? `Command on ${saved.trigger}` : 'New command'}
        mark={<ProviderMark provider={webhook.provider} size={36} />}
        back={{ to: `/webhooks/${webhook.id}`, label: webhook.name }}
      >
        {mayOperate && saved && <DeleteCommand id={saved.id} webhookId={webhook.id} />}
        {mayOperate && (
          <Button type="submit" leftSection={<Save size={16} />} loading={save.isPending} disabled={saved !== null && !isChanged}>
            Save
          </Button>
        )}
      </PageHeader>
      {save.error && (
        <Stack mb="md">
          <FailureNotice error={save.error} />
          {save.error instanceof ConflictError && saved && (
            <Group>
              <Button
                variant="light"
                onClick={() => {
                  setDraft(draftOf(saved))
                  setBegun({ draft: draftOf(saved), version: webhook.version })
                  save.reset()
                }}
              >
                Take what is there now
              </Button>
              <Button variant="default" onClick={() => setBegun({ ...begun, version: webhook.version })}>
                Keep mine: the next save replaces it
              </Button>
            </Group>
          )}
        </Stack>
      )}
      <Grid>
        <Grid.Col span={{ base: 12, md: 6 }}>
          <fieldset disabled={!mayOperate} style={{ border: 0, margin: 0, padding: 0, minInlineSize: 0 }}>
            <Stack>
              <TriggerField context={context} value={draft.trigger} onChange={(trigger) => change({ trigger })} issues={issues} />
              <ConditionFields draft={draft} onChange={change} issues={issues} />
              <ActionFields context={context} draft={draft} onChange={change} issues={issues} />
              <TemplateField context={context} draft={draft} onChange={change} issues={issues} sampleId={sample} />
            </Stack>
          </fieldset>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 6 }}>
          <Stack>
            <BackTest webhookId={webhook.id} input={input} saved={saved} />
            <SampleSection
              webhook={webhook}
              sampleId={sample}
              onSample={setSample}
              rendered={rendered}
              onPick={mayOperate ? addCondition : undefined}
            />
            <OrderSection webhook={webhook} currentId={saved?.id ?? null} />
          </Stack>
        </Grid.Col>
      </Grid>
      <LeaveGuard isChanged={isChanged && !save.isPending && mayOperate} />
    </form>
  )
}
