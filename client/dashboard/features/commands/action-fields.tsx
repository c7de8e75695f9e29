import { Accordion, Autocomplete, NumberInput, Select, Stack, Switch } from '@mantine/core'
import type { InputIssue } from '../../../sdk/index.ts'
import { ACTIONS } from '../../components/action-name.ts'
import { Section } from '../../components/section.tsx'
import type { ActionKind, Coalesce } from '../../generated/graphql.ts'
import type { Context } from './context.ts'
import type { Draft } from './draft.ts'
import { issueOf } from './issue-of.ts'

interface ActionFieldsProps {
  context: Context
  draft: Draft
  onChange(part: Partial<Draft>): void
  issues: readonly InputIssue[]
}

const COALESCE: { value: Coalesce; label: string }[] = [
  { value: 'NEW', label: 'make another task' },
  { value: 'QUEUE', label: 'wait until the running task is done' },
  { value: 'STEER', label: 'go to the running task' },
]

export function ActionFields({ context, draft, onChange, issues }: ActionFieldsProps) {
  const { webhook, providers, agents, webhooks } = context
  const repliesBy = providers.find(({ provider }) => provider === webhook.provider)?.repliesBy ?? []
  const kinds = (Object.keys(ACTIONS) as ActionKind[]).filter(
    (kind) => kind === 'CREATE_TASK' || kind === 'FORWARD' || repliesBy.includes(kind),
  )
  const isTask = draft.action === 'CREATE_TASK'
  return (
    <Section title="Then">
      <Stack gap="sm">
        <Select
          label="Action"
          description={ACTIONS[draft.action].text}
          data={kinds.map((value) => ({ value, label: ACTIONS[value].name }))}
          value={draft.action}
          allowDeselect={false}
          onChange={(action) => onChange({ action: action as ActionKind })}
          error={issueOf(issues, 'action')}
        />
        {draft.action === 'FORWARD' ? (
          <Autocomplete
            label="Where to"
            description="An https URL, or the id of another webhook"
            data={webhooks.edges.map(({ node }) => node.id).filter((id) => id !== webhook.id)}
            value={draft.target}
            onChange={(target) => onChange({ target })}
            error={issueOf(issues, 'target')}
            required
          />
        ) : (
          <Autocomplete
            label="Agent"
            description={isTask ? 'Who takes the task' : 'Whose doing it is, if an agent’s'}
            data={agents.map(({ name }) => name)}
            value={draft.agent}
            onChange={(agent) => onChange({ agent })}
            error={issueOf(issues, 'agent')}
            required={isTask}
          />
        )}
        <Accordion variant="contained">
          <Accordion.Item value="more">
            <Accordion.Control>More settings</Accordion.Control>
            <Accordion.Panel>
              <Stack gap="sm">
                <NumberInput
                  label="Priority"
                  description="Higher is tried first"
                  allowDecimal={false}
                  value={draft.priority}
                  onChange={(priority) => onChange({ priority: Number(priority) || 0 })}
                  error={issueOf(issues, 'priority')}
                />
                <Switch
                  label="Commands below it are not tried when it matches"
                  checked={draft.stop}
                  onChange={(event) => onChange({ stop: event.currentTarget.checked })}
                />
                <Switch label="Enabled" checked={draft.enabled} onChange={(event) => onChange({ enabled: event.currentTarget.checked })} />
                {isTask && (
                  <>
                    <Select
                      label="Later events of the same thread"
                      data={COALESCE}
                      value={draft.coalesce}
                      allowDeselect={false}
                      onChange={(coalesce) => onChange({ coalesce: coalesce as Coalesce })}
                    />
                    <NumberInput
                      label="Tasks at a time"
                      description="Left empty: any number"
                      min={1}
                      allowDecimal={false}
                      value={draft.maxConcurrent}
                      onChange={(maxConcurrent) => onChange({ maxConcurrent })}
                      error={issueOf(issues, 'maxConcurrent')}
                    />
                  </>
                )}
              </Stack>
            </Accordion.Panel>
          </Accordion.Item>
        </Accordion>
      </Stack>
    </Section>
  )
}
