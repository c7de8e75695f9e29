import { Button, Checkbox, Group, NumberInput, SimpleGrid, Stack } from '@mantine/core'
import { useForm } from '@mantine/form'
import { keyOf } from '../../api/queries.ts'
import { queryClient } from '../../api/query-client.ts'
import { fieldErrors, useSend } from '../../api/send.ts'
import { AgentPolicyListDocument, type AgentPolicyListQuery, SetPolicyDocument } from '../../generated/graphql.ts'

type Policy = AgentPolicyListQuery['agentPolicies'][number]

/** The changes that a policy can name, in words. */
const MAY_DO: Record<string, string> = {
  createWebhook: 'create webhooks',
  updateWebhook: 'change webhooks',
  enableWebhook: 'enable webhooks',
  disableWebhook: 'disable webhooks',
  deleteWebhook: 'delete webhooks',
  rotateWebhookSecret: 'rotate secrets',
  renewWebhook: 'renew what it has made',
  addCommand: 'add commands',
  updateCommand: 'change commands',
  deleteCommand: 'delete commands',
}
const DAY_S = 86_400

export function PolicyForm({ policy }: { policy: Policy }) {
  const form = useForm({
    initialValues: {
      mayDo: [...policy.mayDo],
      maxWebhooks: policy.maxWebhooks as number | string,
      maxEventsPerHour: policy.maxEventsPerHour as number | string,
      days: (policy.expiresAfterSeconds ? policy.expiresAfterSeconds / DAY_S : '') as number | string,
    },
  })
  const save = useSend(SetPolicyDocument, {
    done: 'The policy holds from now on',
    onSuccess: () => queryClient.invalidateQueries({ queryKey: keyOf(AgentPolicyListDocument) }),
    onError: (error) => form.setErrors(fieldErrors(error)),
  })
  const submit = form.onSubmit(({ mayDo, maxWebhooks, maxEventsPerHour, days }) =>
    save.mutate({
      apiKeyId: policy.apiKey.id,
      mayDo,
      maxWebhooks: Number(maxWebhooks),
      maxEventsPerHour: Number(maxEventsPerHour),
      expiresAfterSeconds: days === '' ? null : Math.round(Number(days) * DAY_S),
    }),
  )
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Checkbox.Group label="May do at once" description="Everything else waits for a person" {...form.getInputProps('mayDo')}>
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs" mt="xs">
            {Object.entries(MAY_DO).map(([value, label]) => (
              <Checkbox key={value} value={value} label={label} />
            ))}
          </SimpleGrid>
        </Checkbox.Group>
        <Group grow align="flex-start">
          <NumberInput label="Webhooks of its making" min={0} {...form.getInputProps('maxWebhooks')} />
          <NumberInput label="Events an hour at those" min={0} {...form.getInputProps('maxEventsPerHour')} />
          <NumberInput label="End after days" description="Unless renewed; empty: never" min={0} {...form.getInputProps('days')} />
        </Group>
        <Group justify="flex-end">
          <Button type="submit" loading={save.isPending}>
            Save the policy
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
