import { Forbidden, InvalidInput, NotFound } from '../../errors.ts'
import type { AgentPolicyInput } from '../../registry/inputs.ts'
import { listPolicies, type Policy, setAgentPolicy } from '../../registry/policies.ts'
import { ApiKey, builder } from '../builder.ts'

const AgentPolicy = builder.objectRef<Policy>('AgentPolicy').implement({
  description: "What an agent's key may do at once; everything else becomes a proposal.",
  fields: (t) => ({
    apiKey: t.field({ type: ApiKey, resolve: async ({ keyId }, _, { loaders }) => (await loaders.apiKey(keyId))! }),
    mayDo: t.stringList({ description: 'Names of mutations: `createWebhook`, `addCommand`.', resolve: ({ mayDo }) => mayDo }),
    maxWebhooks: t.exposeInt('maxWebhooks', {
      description: 'So many webhooks of its making at a time; making a further one becomes a proposal.',
    }),
    maxEventsPerHour: t.exposeInt('maxEventsPerHour', {
      description: 'Verified deliveries at all webhooks of its making; further ones are answered 429.',
    }),
    expiresAfterSeconds: t.exposeInt('expiresAfterSeconds', {
      nullable: true,
      description: 'After this a webhook of its making is disabled unless renewed; null: never.',
    }),
  }),
})

builder.queryField('agentPolicies', (t) =>
  t.field({
    type: [AgentPolicy],
    description: 'Of every AGENT key that is not revoked, also of those that have the defaults. For an ADMIN; an AGENT key sees its own.',
    resolve: (_, _args, { registry, viewer }) => listPolicies(registry, viewer),
  }),
)

const AgentPolicyPayload = builder.objectRef<{ policy: Policy }>('AgentPolicyPayload').implement({
  fields: (t) => ({ policy: t.expose('policy', { type: AgentPolicy }) }),
})
const AgentPolicyResult = builder.errorUnion('AgentPolicyResult', {
  types: [AgentPolicyPayload, InvalidInput, NotFound, Forbidden],
  resolveType: () => 'AgentPolicyPayload',
})

builder.mutationField('setAgentPolicy', (t) =>
  t.field({
    type: AgentPolicyResult,
    args: {
      apiKeyId: t.arg.id({ required: true }),
      mayDo: t.arg.stringList({ required: true }),
      maxWebhooks: t.arg.int({ required: true }),
      maxEventsPerHour: t.arg.int({ required: true }),
      expiresAfterSeconds: t.arg.int(),
    },
    resolve: async (_, input, { registry, viewer }) => ({ policy: await setAgentPolicy(registry, viewer, input as AgentPolicyInput) }),
  }),
)
