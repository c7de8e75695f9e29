import { Accordion, Badge, Group, Text } from '@mantine/core'
import { useLiveQuery } from '../../api/queries.ts'
import { Section } from '../../components/section.tsx'
import { AgentPolicyListDocument } from '../../generated/graphql.ts'
import { PolicyForm } from './policy-form.tsx'

/** What each agent's key may do at once; everything else becomes a proposal. */
export function Policies() {
  const { data } = useLiveQuery(AgentPolicyListDocument, {})
  const policies = data?.agentPolicies ?? []
  return (
    <Section title="What agents may change">
      {policies.length === 0 && (
        <Text size="sm" c="dimmed">
          There is no key with the role AGENT yet. What such a key changes of webhooks becomes a proposal, unless its policy lets it.
        </Text>
      )}
      <Accordion variant="contained">
        {policies.map((policy) => (
          <Accordion.Item key={policy.apiKey.id} value={policy.apiKey.id}>
            <Accordion.Control>
              <Group gap="xs">
                <Text fw={600}>{policy.apiKey.name}</Text>
                <Text size="sm" c="dimmed">
                  {policy.apiKey.agent}
                </Text>
                <Badge variant="light" tt="none" color={policy.mayDo.length === 0 ? 'gray' : 'blue'}>
                  {policy.mayDo.length === 0 ? 'Proposes everything' : `${policy.mayDo.length} at once`}
                </Badge>
              </Group>
            </Accordion.Control>
            <Accordion.Panel>
              <PolicyForm policy={policy} />
            </Accordion.Panel>
          </Accordion.Item>
        ))}
      </Accordion>
    </Section>
  )
}
