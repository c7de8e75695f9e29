/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
export interface DocumentTypeDecoration<TResult, TVariables> {
  __apiType?: (variables: TVariables) => TResult
}
export type ActionKind =
  | 'ASK'
  | 'COMMENT'
  | 'CREATE_TASK'
  | 'FORWARD'
  | 'RESPOND';

export type ActionStatus =
  | 'EXHAUSTED'
  | 'PENDING'
  | 'RETRYING'
  | 'RUNNING'
  | 'SKIPPED'
  | 'SUCCEEDED';

export type ActorTrust =
  | 'BOT'
  | 'CONTRIBUTOR'
  | 'MEMBER'
  | 'NONE'
  | 'OWNER'
  | 'SELF'
  | 'UNKNOWN';

export type AskInput = {
  answerers?: Array<string> | null | undefined;
  defaultAnswer?: string | null | undefined;
  eventId: string;
  /** With taskId: a task has one question under a key. Asked again, it answers the one that is there, whatever else is given. Up to 100,000 characters. */
  key?: string | null | undefined;
  kind?: QuestionKind;
  options?: Array<string> | null | undefined;
  question: string;
  taskId?: string | null | undefined;
  timeoutSeconds?: number | null | undefined;
};

export type ChangeKind =
  | 'ACTION_FAILED'
  | 'ACTION_SUCCEEDED'
  | 'CONNECTED'
  | 'EVENT_FAILED'
  | 'EVENT_PROCESSED'
  | 'EVENT_RECEIVED'
  | 'PROPOSAL_DECIDED'
  | 'PROPOSAL_OPENED'
  | 'QUESTION_ANSWERED'
  | 'QUESTION_ASKED'
  | 'QUESTION_CLOSED'
  | 'TASK_CLAIMED'
  | 'TASK_COMPLETED'
  | 'TASK_FAILED'
  | 'TASK_PROGRESS'
  | 'TASK_QUEUED'
  | 'TRUNCATED'
  | 'WEBHOOK_CREATED'
  | 'WEBHOOK_DELETED'
  | 'WEBHOOK_UPDATED';

export type Coalesce =
  | 'NEW'
  | 'QUEUE'
  | 'STEER';

export type CommandInput = {
  action: ActionKind;
  agent?: string | null | undefined;
  coalesce?: Coalesce | null | undefined;
  conditions?: unknown;
  enabled?: boolean | null | undefined;
  maxConcurrent?: number | null | undefined;
  priority?: number | null | undefined;
  stop?: boolean | null | undefined;
  target?: string | null | undefined;
  template?: string | null | undefined;
  trigger: string;
};

export type CreateWebhookInput = {
  /** A webhook that accepts unsigned deliveries must say so. */
  allowUnsigned?: boolean | null | undefined;
  allowedIps?: Array<string> | null | undefined;
  commands?: Array<CommandInput> | null | undefined;
  /** What the provider's API needs for comment, ask and respond, by name; stored encrypted, never read back. */
  credentials?: unknown;
  enabled?: boolean | null | undefined;
  /** Left out: made from the provider and a random part. */
  id?: string | null | undefined;
  name: string;
  provider: Provider;
  rateLimitPerMinute?: number | null | undefined;
  replayGuard?: boolean | null | undefined;
  /** CUSTOM only: which header holds what, and how it is signed. */
  scheme?: unknown;
  /** Left out: Hookline makes one and returns it this once, unless the provider issues its own. */
  secret?: string | null | undefined;
};

export type EventFilter = {
  /** Patterns as in Command.trigger. */
  eventTypes?: Array<string> | null | undefined;
  providers?: Array<Provider> | null | undefined;
  receivedAfter?: string | null | undefined;
  receivedBefore?: string | null | undefined;
  /** Full-text over subject and payload. */
  search?: string | null | undefined;
  statuses?: Array<EventStatus> | null | undefined;
  webhookIds?: Array<string> | null | undefined;
};

/** HELD: it came while its webhook was disabled; it is stored and can be replayed (REPLAYED). */
export type EventStatus =
  | 'FAILED'
  | 'HELD'
  | 'PROCESSED'
  | 'PROCESSING'
  | 'RECEIVED'
  | 'REPLAYED';

export type PayloadState =
  | 'ARCHIVED'
  | 'EXPIRED'
  | 'STORED';

export type ProposalStatus =
  | 'APPROVED'
  | 'EXPIRED'
  | 'OPEN'
  | 'REJECTED';

export type Provider =
  | 'CUSTOM'
  | 'GITHUB'
  | 'GITLAB'
  | 'JIRA'
  | 'LINEAR'
  | 'PAGERDUTY'
  | 'SENTRY'
  | 'SLACK'
  | 'STANDARD'
  | 'STRIPE';

export type QuestionKind =
  | 'APPROVAL'
  | 'CHOICE'
  | 'TEXT';

export type QuestionStatus =
  | 'ANSWERED'
  | 'CANCELLED'
  | 'EXPIRED'
  | 'OPEN';

export type Role =
  | 'ADMIN'
  | 'AGENT'
  | 'OPERATOR'
  | 'VIEWER';

export type StatsWindow =
  | 'DAY'
  | 'HOUR'
  | 'WEEK';

export type TaskStatus =
  | 'CANCELLED'
  | 'CLAIMED'
  | 'COMPLETED'
  | 'DEAD'
  | 'FAILED'
  | 'QUEUED';

export type UpdateCommandInput = {
  action?: ActionKind | null | undefined;
  agent?: string | null | undefined;
  coalesce?: Coalesce | null | undefined;
  conditions?: unknown;
  enabled?: boolean | null | undefined;
  expectedVersion?: number | null | undefined;
  id: string;
  maxConcurrent?: number | null | undefined;
  priority?: number | null | undefined;
  stop?: boolean | null | undefined;
  target?: string | null | undefined;
  template?: string | null | undefined;
  trigger?: string | null | undefined;
};

export type UpdateWebhookInput = {
  allowUnsigned?: boolean | null | undefined;
  allowedIps?: Array<string> | null | undefined;
  /** Replaces the whole list. */
  commands?: Array<CommandInput> | null | undefined;
  credentials?: unknown;
  enabled?: boolean | null | undefined;
  expectedVersion?: number | null | undefined;
  id: string;
  name?: string | null | undefined;
  rateLimitPerMinute?: number | null | undefined;
  replayGuard?: boolean | null | undefined;
  scheme?: unknown;
  secret?: string | null | undefined;
};

export type ChangesSubscriptionVariables = Exact<{
  after?: string | null | undefined;
}>;


export type ChangesSubscription = { feed: { cursor: string, kind: ChangeKind, node:
      | { __typename: 'Action', id: string }
      | { __typename: 'ApiKey', id: string }
      | { __typename: 'AuditEntry', id: string }
      | { __typename: 'Command', id: string }
      | { __typename: 'Person', id: string }
      | { __typename: 'Proposal', id: string }
      | { __typename: 'Question', id: string }
      | { __typename: 'Task', id: string }
      | { __typename: 'Webhook', id: string }
      | { __typename: 'WebhookEvent', id: string }
     | null } };

export type ViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerQuery = { feedCursor: string, viewer: { name: string, role: Role, agent: string | null } };

type Failed_Conflict_Fragment = { __typename: 'Conflict', code: string, message: string };

type Failed_Forbidden_Fragment = { __typename: 'Forbidden', code: string, message: string };

type Failed_InvalidInput_Fragment = { __typename: 'InvalidInput', code: string, message: string, issues: Array<{ path: Array<string>, message: string }> };

type Failed_NotFound_Fragment = { __typename: 'NotFound', code: string, message: string };

type Failed_Proposed_Fragment = { __typename: 'Proposed', code: string, message: string, proposal: { id: string } };

type Failed_ProviderFailure_Fragment = { __typename: 'ProviderFailure', provider: Provider, retryable: boolean, code: string, message: string };

export type FailedFragment =
  | Failed_Conflict_Fragment
  | Failed_Forbidden_Fragment
  | Failed_InvalidInput_Fragment
  | Failed_NotFound_Fragment
  | Failed_Proposed_Fragment
  | Failed_ProviderFailure_Fragment
;

export type TourStateQueryVariables = Exact<{ [key: string]: never; }>;


export type TourStateQuery = { webhooks: { edges: Array<{ node: { id: string, commands: Array<{ id: string }> } }> }, events: { edges: Array<{ node: { id: string } }> }, agents: Array<{ name: string }> };

export type AgentListQueryVariables = Exact<{ [key: string]: never; }>;


export type AgentListQuery = { agents: Array<{ name: string, lastSeenAt: string | null, queued: number, claimed: number, maxConcurrent: number | null }> };

export type LimitAgentMutationVariables = Exact<{
  agent: string;
  maxConcurrent?: number | null | undefined;
}>;


export type LimitAgentMutation = { setAgentLimit:
    | { agent: { name: string } }
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'InvalidInput', code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
   };

export type AgentPolicyListQueryVariables = Exact<{ [key: string]: never; }>;


export type AgentPolicyListQuery = { agentPolicies: Array<{ mayDo: Array<string>, maxWebhooks: number, maxEventsPerHour: number, expiresAfterSeconds: number | null, apiKey: { id: string, name: string, agent: string | null } }> };

export type SetPolicyMutationVariables = Exact<{
  apiKeyId: string;
  mayDo: Array<string> | string;
  maxWebhooks: number;
  maxEventsPerHour: number;
  expiresAfterSeconds?: number | null | undefined;
}>;


export type SetPolicyMutation = { setAgentPolicy:
    | { policy: { mayDo: Array<string> } }
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'InvalidInput', code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'NotFound', code: string, message: string }
   };

export type AuditEntryByIdQueryVariables = Exact<{
  id: string;
}>;


export type AuditEntryByIdQuery = { node:
    | { id: string, at: string, actor: string, verb: string, subject: string, detail: unknown, hash: string }
    | Record<PropertyKey, never>
   | null };

export type CommandDraftFragment = { id: string, trigger: string, conditions: unknown, action: ActionKind, agent: string | null, target: string | null, template: string, coalesce: Coalesce, maxConcurrent: number | null, priority: number, stop: boolean, enabled: boolean };

export type CommandPlaceQueryVariables = Exact<{
  id: string;
}>;


export type CommandPlaceQuery = { node:
    | { __typename: 'Action' }
    | { __typename: 'ApiKey' }
    | { __typename: 'AuditEntry' }
    | { __typename: 'Command', id: string, trigger: string, conditions: unknown, action: ActionKind, agent: string | null, target: string | null, template: string, coalesce: Coalesce, maxConcurrent: number | null, priority: number, stop: boolean, enabled: boolean, webhook: { id: string } }
    | { __typename: 'Person' }
    | { __typename: 'Proposal' }
    | { __typename: 'Question' }
    | { __typename: 'Task' }
    | { __typename: 'Webhook' }
    | { __typename: 'WebhookEvent' }
   | null };

export type BuilderContextQueryVariables = Exact<{
  webhookId: string;
}>;


export type BuilderContextQuery = { webhook: { id: string, name: string, provider: Provider, version: number, commands: Array<{ id: string, trigger: string, conditions: unknown, action: ActionKind, agent: string | null, target: string | null, template: string, coalesce: Coalesce, maxConcurrent: number | null, priority: number, stop: boolean, enabled: boolean }>, events: { edges: Array<{ node: { id: string, eventType: string, receivedAt: string, subject: { title: string | null } | null } }> } } | null, providers: Array<{ provider: Provider, eventTypes: Array<string>, variables: Array<string>, repliesBy: Array<ActionKind> }>, agents: Array<{ name: string }>, webhooks: { edges: Array<{ node: { id: string, name: string } }> } };

export type SampleEventQueryVariables = Exact<{
  id: string;
}>;


export type SampleEventQuery = { event: { id: string, eventType: string, payload: unknown, subject: { title: string | null, body: string | null, actor: string | null, thread: string | null, url: string | null } | null } | null };

export type BackTestQueryVariables = Exact<{
  webhookId: string;
  command: CommandInput;
  last: number;
}>;


export type BackTestQuery = { previewCommand: { matched: number, tried: number, results: Array<{ matched: boolean, trace: Array<{ path: string, expected: unknown, actual: unknown, held: boolean }>, event: { id: string, eventType: string, receivedAt: string, subject: { title: string | null } | null } }> } };

export type RenderOnEventQueryVariables = Exact<{
  webhookId: string;
  command: CommandInput;
  eventIds?: Array<string> | string | null | undefined;
}>;


export type RenderOnEventQuery = { previewCommand: { results: Array<{ matched: boolean, rendered: string | null }> } };

export type LongBackTestSubscriptionVariables = Exact<{
  webhookId: string;
  command: CommandInput;
  last: number;
}>;


export type LongBackTestSubscription = { previewCommand: { done: boolean, matched: number, of: number, tried: number, results: Array<{ matched: boolean, event: { id: string, eventType: string, receivedAt: string, subject: { title: string | null } | null } }> } };

export type AddCommandHereMutationVariables = Exact<{
  webhookId: string;
  command: CommandInput;
}>;


export type AddCommandHereMutation = { addCommand:
    | { command: { id: string } }
    | { __typename: 'Conflict', code: string, message: string }
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'InvalidInput', code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'NotFound', code: string, message: string }
    | { __typename: 'Proposed', code: string, message: string, proposal: { id: string } }
   };

export type SaveCommandMutationVariables = Exact<{
  input: UpdateCommandInput;
}>;


export type SaveCommandMutation = { updateCommand:
    | { command: { id: string } }
    | { __typename: 'Conflict', code: string, message: string }
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'InvalidInput', code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'NotFound', code: string, message: string }
    | { __typename: 'Proposed', code: string, message: string, proposal: { id: string } }
   };

export type RemoveCommandMutationVariables = Exact<{
  id: string;
}>;


export type RemoveCommandMutation = { deleteCommand:
    | { __typename: 'Conflict', code: string, message: string }
    | { deletedId: string }
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'NotFound', code: string, message: string }
    | { __typename: 'Proposed', code: string, message: string, proposal: { id: string } }
   };

export type EventDetailQueryVariables = Exact<{
  id: string;
}>;


export type EventDetailQuery = { event: { id: string, provider: Provider, eventType: string, deliveryId: string, status: EventStatus, statusReason: string | null, receivedAt: string, processedAt: string | null, payloadState: PayloadState, verification: unknown, headers: unknown, webhook: { id: string, name: string }, subject: { title: string | null, body: string | null, actor: string | null, actorTrust: ActorTrust, thread: string | null, url: string | null } | null, replayOf: { id: string } | null, decisions: Array<{ matched: boolean, commandVersion: number, command: { id: string, trigger: string, action: ActionKind, agent: string | null }, trace: Array<{ path: string, expected: unknown, actual: unknown, held: boolean }> }>, actions: Array<{ id: string, kind: ActionKind, status: ActionStatus, text: string, agent: string | null, url: string | null, way: string | null, requestedBy: string | null, createdAt: string, finishedAt: string | null, nextAttemptAt: string | null, attempts: Array<{ number: number, at: string, durationMs: number, statusCode: number | null, error: string | null, response: string | null }> }>, tasks: Array<{ id: string, agent: string, status: TaskStatus, createdAt: string, updatedAt: string, progress: string | null, error: string | null }>, questions: Array<{ id: string, question: string, status: QuestionStatus, askedAt: string, answer: string | null, answeredBy: string | null, answeredAt: string | null }> } | null };

export type EventPayloadQueryVariables = Exact<{
  id: string;
}>;


export type EventPayloadQuery = { event: { id: string, payload: unknown, payloadState: PayloadState } | null };

export type EventRawQueryVariables = Exact<{
  id: string;
}>;


export type EventRawQuery = { event: { id: string, rawBody: string | null, payloadState: PayloadState } | null };

export type EventProviderQueryVariables = Exact<{ [key: string]: never; }>;


export type EventProviderQuery = { providers: Array<{ provider: Provider, repliesBy: Array<ActionKind> }> };

export type ReplayOneMutationVariables = Exact<{
  id: string;
}>;


export type ReplayOneMutation = { replayEvent:
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'NotFound', code: string, message: string }
    | { event: { id: string } }
   };

export type RetryOneMutationVariables = Exact<{
  id: string;
}>;


export type RetryOneMutation = { retryAction:
    | { action: { id: string } }
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'InvalidInput', code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'NotFound', code: string, message: string }
    | { __typename: 'ProviderFailure', provider: Provider, retryable: boolean, code: string, message: string }
   };

export type WriteCommentMutationVariables = Exact<{
  eventId: string;
  message: string;
}>;


export type WriteCommentMutation = { comment:
    | { action: { id: string } }
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'InvalidInput', code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'NotFound', code: string, message: string }
    | { __typename: 'ProviderFailure', provider: Provider, retryable: boolean, code: string, message: string }
   };

export type WriteResponseMutationVariables = Exact<{
  eventId: string;
  response: string;
}>;


export type WriteResponseMutation = { respond:
    | { action: { id: string } }
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'InvalidInput', code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'NotFound', code: string, message: string }
    | { __typename: 'ProviderFailure', provider: Provider, retryable: boolean, code: string, message: string }
   };

export type AskThereMutationVariables = Exact<{
  input: AskInput;
}>;


export type AskThereMutation = { ask:
    | { question: { id: string } }
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'InvalidInput', code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'NotFound', code: string, message: string }
    | { __typename: 'ProviderFailure', provider: Provider, retryable: boolean, code: string, message: string }
   };

export type ForwardOneMutationVariables = Exact<{
  eventId: string;
  target: string;
}>;


export type ForwardOneMutation = { forward:
    | { action: { id: string } }
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'InvalidInput', code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'NotFound', code: string, message: string }
    | { __typename: 'ProviderFailure', provider: Provider, retryable: boolean, code: string, message: string }
   };

export type EventRowFragment = { id: string, receivedAt: string, provider: Provider, eventType: string, status: EventStatus, statusReason: string | null, webhook: { id: string, name: string }, subject: { title: string | null, actor: string | null } | null };

export type EventPageQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  where?: EventFilter | null | undefined;
}>;


export type EventPageQuery = { feedCursor: string, events: { totalCount: number | null, edges: Array<{ node: { id: string, receivedAt: string, provider: Provider, eventType: string, status: EventStatus, statusReason: string | null, webhook: { id: string, name: string }, subject: { title: string | null, actor: string | null } | null } }>, pageInfo: { endCursor: string | null, hasNextPage: boolean } } };

export type EventTailSubscriptionVariables = Exact<{
  after?: string | null | undefined;
  where?: EventFilter | null | undefined;
}>;


export type EventTailSubscription = { events: { cursor: string, kind: ChangeKind, event: { id: string, receivedAt: string, provider: Provider, eventType: string, status: EventStatus, statusReason: string | null, webhook: { id: string, name: string }, subject: { title: string | null, actor: string | null } | null } | null } };

export type WebhookNamesQueryVariables = Exact<{ [key: string]: never; }>;


export type WebhookNamesQuery = { webhooks: { edges: Array<{ node: { id: string, name: string } }> } };

export type ReplayMatchingMutationVariables = Exact<{
  where: EventFilter;
}>;


export type ReplayMatchingMutation = { replayEvents:
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'InvalidInput', code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
    | { count: number }
   };

export type HealthPageQueryVariables = Exact<{ [key: string]: never; }>;


export type HealthPageQuery = { health: { ok: boolean, version: string, queueDepth: number, oldestPendingSeconds: number, refusedLastHour: number, webhooksWithoutSecret: number, sealedUnderLostKeys: number, configErrors: number, backends: unknown }, configErrors: Array<{ file: string, line: number | null, column: number | null, field: string | null, message: string, taken: boolean, at: string }> };

export type ServerStatsQueryVariables = Exact<{
  window: StatsWindow;
}>;


export type ServerStatsQuery = { stats: { received: number, refused: number, matched: number, failed: number, series: Array<{ at: string, received: number, refused: number, failed: number }>, actions: Array<{ kind: ActionKind, status: ActionStatus, count: number }>, latency: { since: string, count: number, p50Ms: number | null, p95Ms: number | null, p99Ms: number | null, series: Array<{ at: string, count: number, p50Ms: number | null, p95Ms: number | null, p99Ms: number | null }> } | null } };

export type KeyWebhookChoicesQueryVariables = Exact<{
  search?: string | null | undefined;
}>;


export type KeyWebhookChoicesQuery = { webhooks: { edges: Array<{ node: { id: string, name: string } }> } };

export type PeopleQueryVariables = Exact<{ [key: string]: never; }>;


export type PeopleQuery = { people: Array<{ id: string, name: string, email: string | null, issuer: string, subject: string, role: Role, lastSignInAt: string, openSessions: number }> };

export type EndPersonSessionsMutationVariables = Exact<{
  personId: string;
}>;


export type EndPersonSessionsMutation = { endSessions:
    | { person: { id: string, openSessions: number } }
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'NotFound', code: string, message: string }
   };

export type ProposalRowFragment = { id: string, summary: string, agent: string | null, proposedBy: string, status: ProposalStatus, createdAt: string, expiresAt: string, decidedAt: string | null, decidedBy: string | null, reason: string | null };

export type ProposalListQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  statuses?: Array<ProposalStatus> | ProposalStatus | null | undefined;
}>;


export type ProposalListQuery = { proposals: { totalCount: number | null, edges: Array<{ node: { id: string, summary: string, agent: string | null, proposedBy: string, status: ProposalStatus, createdAt: string, expiresAt: string, decidedAt: string | null, decidedBy: string | null, reason: string | null } }>, pageInfo: { endCursor: string | null, hasNextPage: boolean } } };

export type OpenProposalCountQueryVariables = Exact<{ [key: string]: never; }>;


export type OpenProposalCountQuery = { proposals: { totalCount: number | null } };

export type ProposalDetailQueryVariables = Exact<{
  id: string;
}>;


export type ProposalDetailQuery = { node:
    | { __typename: 'Action' }
    | { __typename: 'ApiKey' }
    | { __typename: 'AuditEntry' }
    | { __typename: 'Command' }
    | { __typename: 'Person' }
    | { __typename: 'Proposal', change: unknown, id: string, summary: string, agent: string | null, proposedBy: string, status: ProposalStatus, createdAt: string, expiresAt: string, decidedAt: string | null, decidedBy: string | null, reason: string | null, preview: { matched: number, tried: number, results: Array<{ matched: boolean, event: { id: string, eventType: string, subject: { title: string | null } | null } }> } | null }
    | { __typename: 'Question' }
    | { __typename: 'Task' }
    | { __typename: 'Webhook' }
    | { __typename: 'WebhookEvent' }
   | null };

export type ApproveMutationVariables = Exact<{
  id: string;
}>;


export type ApproveMutation = { approveProposal:
    | { __typename: 'Conflict', code: string, message: string }
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'InvalidInput', code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'NotFound', code: string, message: string }
    | { secret: string | null, proposal: { id: string } }
   };

export type RejectMutationVariables = Exact<{
  id: string;
  reason?: string | null | undefined;
}>;


export type RejectMutation = { rejectProposal:
    | { __typename: 'Conflict', code: string, message: string }
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'InvalidInput', code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'NotFound', code: string, message: string }
    | { proposal: { id: string } }
   };

export type QuestionCardFragment = { id: string, kind: QuestionKind, question: string, options: Array<string>, answerers: Array<string>, status: QuestionStatus, askedAt: string, expiresAt: string | null, defaultAnswer: string | null, answer: string | null, answeredAt: string | null, answeredBy: string | null, answeredVia: string | null, event: { id: string, eventType: string, subject: { title: string | null, thread: string | null, url: string | null } | null }, task: { id: string, agent: string } | null };

export type QuestionListQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  statuses?: Array<QuestionStatus> | QuestionStatus | null | undefined;
}>;


export type QuestionListQuery = { questions: { totalCount: number | null, edges: Array<{ node: { id: string, kind: QuestionKind, question: string, options: Array<string>, answerers: Array<string>, status: QuestionStatus, askedAt: string, expiresAt: string | null, defaultAnswer: string | null, answer: string | null, answeredAt: string | null, answeredBy: string | null, answeredVia: string | null, event: { id: string, eventType: string, subject: { title: string | null, thread: string | null, url: string | null } | null }, task: { id: string, agent: string } | null } }>, pageInfo: { endCursor: string | null, hasNextPage: boolean } } };

export type OneQuestionQueryVariables = Exact<{
  id: string;
}>;


export type OneQuestionQuery = { question: { id: string, kind: QuestionKind, question: string, options: Array<string>, answerers: Array<string>, status: QuestionStatus, askedAt: string, expiresAt: string | null, defaultAnswer: string | null, answer: string | null, answeredAt: string | null, answeredBy: string | null, answeredVia: string | null, event: { id: string, eventType: string, subject: { title: string | null, thread: string | null, url: string | null } | null }, task: { id: string, agent: string } | null } | null };

export type OpenQuestionCountQueryVariables = Exact<{ [key: string]: never; }>;


export type OpenQuestionCountQuery = { questions: { totalCount: number | null } };

export type AnswerMutationVariables = Exact<{
  id: string;
  answer: string;
}>;


export type AnswerMutation = { answerQuestion:
    | { question: { id: string, kind: QuestionKind, question: string, options: Array<string>, answerers: Array<string>, status: QuestionStatus, askedAt: string, expiresAt: string | null, defaultAnswer: string | null, answer: string | null, answeredAt: string | null, answeredBy: string | null, answeredVia: string | null, event: { id: string, eventType: string, subject: { title: string | null, thread: string | null, url: string | null } | null }, task: { id: string, agent: string } | null } }
    | { __typename: 'Conflict', code: string, message: string }
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'InvalidInput', code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'NotFound', code: string, message: string }
   };

export type TakeQuestionBackMutationVariables = Exact<{
  id: string;
}>;


export type TakeQuestionBackMutation = { cancelQuestion:
    | { question: { id: string } }
    | { __typename: 'Conflict', code: string, message: string }
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'InvalidInput', code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'NotFound', code: string, message: string }
   };

export type SharedCredentialsQueryVariables = Exact<{ [key: string]: never; }>;


export type SharedCredentialsQuery = { providerCredentials: Array<{ provider: Provider, updatedAt: string, updatedBy: string, status: { kind: string, baseUrl: string, ok: boolean, missing: Array<string>, message: string | null, checkedAt: string } }> };

export type TaskRowFragment = { id: string, agent: string, status: TaskStatus, attempt: number, claimedBy: string | null, leaseUntil: string | null, progress: string | null, error: string | null, createdAt: string, updatedAt: string, event: { id: string, eventType: string, subject: { title: string | null } | null } | null };

export type TaskListQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  agent?: string | null | undefined;
  statuses?: Array<TaskStatus> | TaskStatus | null | undefined;
}>;


export type TaskListQuery = { tasks: { totalCount: number | null, edges: Array<{ node: { id: string, agent: string, status: TaskStatus, attempt: number, claimedBy: string | null, leaseUntil: string | null, progress: string | null, error: string | null, createdAt: string, updatedAt: string, event: { id: string, eventType: string, subject: { title: string | null } | null } | null } }>, pageInfo: { endCursor: string | null, hasNextPage: boolean } } };

export type TaskAgentsQueryVariables = Exact<{ [key: string]: never; }>;


export type TaskAgentsQuery = { agents: Array<{ name: string }> };

export type TaskDetailQueryVariables = Exact<{
  id: string;
}>;


export type TaskDetailQuery = { task: { prompt: string, result: unknown, id: string, agent: string, status: TaskStatus, attempt: number, claimedBy: string | null, leaseUntil: string | null, progress: string | null, error: string | null, createdAt: string, updatedAt: string, inbox: Array<{ id: string, eventType: string, receivedAt: string, subject: { title: string | null } | null }>, event: { id: string, eventType: string, subject: { title: string | null } | null } | null } | null };

export type StopTaskMutationVariables = Exact<{
  id: string;
}>;


export type StopTaskMutation = { cancelTask:
    | { __typename: 'Conflict', code: string, message: string }
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'InvalidInput', code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'NotFound', code: string, message: string }
    | { task: { id: string } }
   };

export type QueueTaskAgainMutationVariables = Exact<{
  id: string;
}>;


export type QueueTaskAgainMutation = { requeueTask:
    | { __typename: 'Conflict', code: string, message: string }
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'InvalidInput', code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'NotFound', code: string, message: string }
    | { task: { id: string } }
   };

export type ProviderGuideQueryVariables = Exact<{ [key: string]: never; }>;


export type ProviderGuideQuery = { providers: Array<{ provider: Provider, eventTypes: Array<string>, signature: string, issuesSecret: boolean, setup: Array<string>, credentials: unknown, ipRanges: { preset: string } | null }> };

export type CreateWebhookInDashboardMutationVariables = Exact<{
  input: CreateWebhookInput;
}>;


export type CreateWebhookInDashboardMutation = { createWebhook:
    | { __typename: 'Conflict', code: string, message: string }
    | { secret: string | null, webhook: { id: string } }
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'InvalidInput', code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'Proposed', code: string, message: string, proposal: { id: string } }
   };

export type FirstEventQueryVariables = Exact<{
  id: string;
}>;


export type FirstEventQuery = { webhook: { id: string, name: string, provider: Provider, url: string, hasSecret: boolean, allowUnsigned: boolean, deletedAt: string | null, events: { edges: Array<{ node: { id: string, eventType: string, subject: { title: string | null } | null } }> } } | null };

export type WebhookDetailQueryVariables = Exact<{
  id: string;
}>;


export type WebhookDetailQuery = { webhook: { id: string, name: string, provider: Provider, enabled: boolean, url: string, endpoint: string, hasSecret: boolean, allowUnsigned: boolean, replayGuard: boolean, allowedIps: Array<string>, rateLimitPerMinute: number | null, scheme: unknown, createdBy: string, createdAt: string, expiresAt: string | null, deletedAt: string | null, version: number, secrets: Array<{ id: string, hint: string, createdAt: string, expiresAt: string | null, lastUsedAt: string | null }>, breakers: Array<{ thread: string | null, openedAt: string, reason: string }>, credentialStatus: { kind: string, ok: boolean, baseUrl: string, checkedAt: string, missing: Array<string>, message: string | null } | null, commands: Array<{ id: string, trigger: string, action: ActionKind, agent: string | null, target: string | null, priority: number, enabled: boolean, stop: boolean }>, events: { edges: Array<{ node: { id: string, eventType: string, status: EventStatus, receivedAt: string, subject: { title: string | null } | null } }> } } | null };

export type WebhookHealthQueryVariables = Exact<{
  id: string;
}>;


export type WebhookHealthQuery = { webhook: { id: string, stats: { received: number, matched: number, failed: number, refused: number } } | null, refusedDeliveries: { edges: Array<{ node: { id: string, at: string, status: number, code: string, reason: string, remoteAddress: string } }> } };

export type WebhookHistoryQueryVariables = Exact<{
  id: string;
}>;


export type WebhookHistoryQuery = { webhook: { id: string, version: number, versions: Array<{ version: number, at: string, by: string, config: unknown }> } | null };

export type RotateSecretMutationVariables = Exact<{
  id: string;
  overlapSeconds: number;
  secret?: string | null | undefined;
}>;


export type RotateSecretMutation = { rotateWebhookSecret:
    | { __typename: 'Conflict', code: string, message: string }
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'InvalidInput', code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'NotFound', code: string, message: string }
    | { __typename: 'Proposed', code: string, message: string, proposal: { id: string } }
    | { secret: string }
   };

export type EditWebhookMutationVariables = Exact<{
  input: UpdateWebhookInput;
}>;


export type EditWebhookMutation = { updateWebhook:
    | { __typename: 'Conflict', code: string, message: string }
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'InvalidInput', code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'NotFound', code: string, message: string }
    | { __typename: 'Proposed', code: string, message: string, proposal: { id: string } }
    | { webhook: { id: string } }
   };

export type RemoveWebhookMutationVariables = Exact<{
  id: string;
}>;


export type RemoveWebhookMutation = { deleteWebhook:
    | { __typename: 'Conflict', code: string, message: string }
    | { deletedId: string }
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'NotFound', code: string, message: string }
    | { __typename: 'Proposed', code: string, message: string, proposal: { id: string } }
   };

export type UndoWebhookMutationVariables = Exact<{
  id: string;
  version: number;
}>;


export type UndoWebhookMutation = { revertWebhook:
    | { __typename: 'Conflict', code: string, message: string }
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'InvalidInput', code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'NotFound', code: string, message: string }
    | { __typename: 'Proposed', code: string, message: string, proposal: { id: string } }
    | { webhook: { id: string } }
   };

export type CloseBreakerMutationVariables = Exact<{
  webhookId: string;
  thread?: string | null | undefined;
}>;


export type CloseBreakerMutation = { resetBreaker:
    | { __typename: 'Conflict', code: string, message: string }
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'InvalidInput', code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'NotFound', code: string, message: string }
    | { __typename: 'Proposed', code: string, message: string, proposal: { id: string } }
    | { webhook: { id: string } }
   };

export type RenewWebhookTimeMutationVariables = Exact<{
  id: string;
}>;


export type RenewWebhookTimeMutation = { renewWebhook:
    | { __typename: 'Conflict', code: string, message: string }
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'InvalidInput', code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'NotFound', code: string, message: string }
    | { __typename: 'Proposed', code: string, message: string, proposal: { id: string } }
    | { webhook: { id: string } }
   };

export type TestWebhookMutationVariables = Exact<{
  webhookId: string;
  eventType: string;
  payload?: unknown;
}>;


export type TestWebhookMutation = { sendTestEvent:
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'InvalidInput', code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'NotFound', code: string, message: string }
    | { event: { id: string } }
   };

export type TestOutcomeQueryVariables = Exact<{
  id: string;
}>;


export type TestOutcomeQuery = { event: { id: string, status: EventStatus, statusReason: string | null, matchedCommands: Array<{ id: string, trigger: string }>, actions: Array<{ id: string, kind: ActionKind, agent: string | null, status: ActionStatus }> } | null };

export type LastPayloadQueryVariables = Exact<{
  id: string;
}>;


export type LastPayloadQuery = { webhook: { events: { edges: Array<{ node: { id: string, eventType: string, payload: unknown } }> } } | null };

export type SamplePayloadQueryVariables = Exact<{
  eventType: string;
}>;


export type SamplePayloadQuery = { providers: Array<{ provider: Provider, sample: unknown }> };

export type WebhookRowFragment = { id: string, name: string, provider: Provider, enabled: boolean, hasSecret: boolean, allowUnsigned: boolean, expiresAt: string | null, lastEventAt: string | null, breakers: Array<{ thread: string | null }>, stats: { received: number, failed: number, refused: number, series: Array<{ received: number }> } };

export type WebhookListQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  search?: string | null | undefined;
  provider?: Provider | null | undefined;
  enabled?: boolean | null | undefined;
}>;


export type WebhookListQuery = { webhooks: { totalCount: number | null, edges: Array<{ node: { id: string, name: string, provider: Provider, enabled: boolean, hasSecret: boolean, allowUnsigned: boolean, expiresAt: string | null, lastEventAt: string | null, breakers: Array<{ thread: string | null }>, stats: { received: number, failed: number, refused: number, series: Array<{ received: number }> } } }>, pageInfo: { endCursor: string | null, hasNextPage: boolean } } };

export type EnableWebhookMutationVariables = Exact<{
  id: string;
}>;


export type EnableWebhookMutation = { enableWebhook:
    | { __typename: 'Conflict', code: string, message: string }
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'InvalidInput', code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'NotFound', code: string, message: string }
    | { __typename: 'Proposed', code: string, message: string, proposal: { id: string } }
    | { webhook: { id: string, enabled: boolean } }
   };

export type DisableWebhookMutationVariables = Exact<{
  id: string;
}>;


export type DisableWebhookMutation = { disableWebhook:
    | { __typename: 'Conflict', code: string, message: string }
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'InvalidInput', code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'NotFound', code: string, message: string }
    | { __typename: 'Proposed', code: string, message: string, proposal: { id: string } }
    | { webhook: { id: string, enabled: boolean } }
   };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const FailedFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment Failed on Error {
  __typename
  code
  message
  ... on InvalidInput {
    issues {
      path
      message
    }
  }
  ... on Proposed {
    proposal {
      id
    }
  }
  ... on ProviderFailure {
    provider
    retryable
  }
}
    `, {"fragmentName":"Failed"}) as unknown as TypedDocumentString<FailedFragment, unknown>;
export const CommandDraftFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment CommandDraft on Command {
  id
  trigger
  conditions
  action
  agent
  target
  template
  coalesce
  maxConcurrent
  priority
  stop
  enabled
}
    `, {"fragmentName":"CommandDraft"}) as unknown as TypedDocumentString<CommandDraftFragment, unknown>;
export const EventRowFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment EventRow on WebhookEvent {
  id
  receivedAt
  provider
  eventType
  status
  statusReason
  webhook {
    id
    name
  }
  subject {
    title
    actor
  }
}
    `, {"fragmentName":"EventRow"}) as unknown as TypedDocumentString<EventRowFragment, unknown>;
export const ProposalRowFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment ProposalRow on Proposal {
  id
  summary
  agent
  proposedBy
  status
  createdAt
  expiresAt
  decidedAt
  decidedBy
  reason
}
    `, {"fragmentName":"ProposalRow"}) as unknown as TypedDocumentString<ProposalRowFragment, unknown>;
export const QuestionCardFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment QuestionCard on Question {
  id
  kind
  question
  options
  answerers
  status
  askedAt
  expiresAt
  defaultAnswer
  answer
  answeredAt
  answeredBy
  answeredVia
  event {
    id
    eventType
    subject {
      title
      thread
      url
    }
  }
  task {
    id
    agent
  }
}
    `, {"fragmentName":"QuestionCard"}) as unknown as TypedDocumentString<QuestionCardFragment, unknown>;
export const TaskRowFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment TaskRow on Task {
  id
  agent
  status
  attempt
  claimedBy
  leaseUntil
  progress
  error
  createdAt
  updatedAt
  event {
    id
    eventType
    subject {
      title
    }
  }
}
    `, {"fragmentName":"TaskRow"}) as unknown as TypedDocumentString<TaskRowFragment, unknown>;
export const WebhookRowFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment WebhookRow on Webhook {
  id
  name
  provider
  enabled
  hasSecret
  allowUnsigned
  expiresAt
  lastEventAt
  breakers {
    thread
  }
  stats {
    received
    failed
    refused
    series {
      received
    }
  }
}
    `, {"fragmentName":"WebhookRow"}) as unknown as TypedDocumentString<WebhookRowFragment, unknown>;
export const ChangesDocument = /*#__PURE__*/ new TypedDocumentString(`
    subscription Changes($after: FeedCursor) {
  feed(after: $after) {
    cursor
    kind
    node {
      __typename
      id
    }
  }
}
    `) as unknown as TypedDocumentString<ChangesSubscription, ChangesSubscriptionVariables>;
export const ViewerDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Viewer {
  viewer {
    name
    role
    agent
  }
  feedCursor
}
    `) as unknown as TypedDocumentString<ViewerQuery, ViewerQueryVariables>;
export const TourStateDocument = /*#__PURE__*/ new TypedDocumentString(`
    query TourState {
  webhooks(first: 20) {
    edges {
      node {
        id
        commands {
          id
        }
      }
    }
  }
  events(first: 1) {
    edges {
      node {
        id
      }
    }
  }
  agents {
    name
  }
}
    `) as unknown as TypedDocumentString<TourStateQuery, TourStateQueryVariables>;
export const AgentListDocument = /*#__PURE__*/ new TypedDocumentString(`
    query AgentList {
  agents {
    name
    lastSeenAt
    queued
    claimed
    maxConcurrent
  }
}
    `) as unknown as TypedDocumentString<AgentListQuery, AgentListQueryVariables>;
export const LimitAgentDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation LimitAgent($agent: String!, $maxConcurrent: Int) {
  setAgentLimit(agent: $agent, maxConcurrent: $maxConcurrent) {
    ... on AgentPayload {
      agent {
        name
      }
    }
    ...Failed
  }
}
    fragment Failed on Error {
  __typename
  code
  message
  ... on InvalidInput {
    issues {
      path
      message
    }
  }
  ... on Proposed {
    proposal {
      id
    }
  }
  ... on ProviderFailure {
    provider
    retryable
  }
}`) as unknown as TypedDocumentString<LimitAgentMutation, LimitAgentMutationVariables>;
export const AgentPolicyListDocument = /*#__PURE__*/ new TypedDocumentString(`
    query AgentPolicyList {
  agentPolicies {
    apiKey {
      id
      name
      agent
    }
    mayDo
    maxWebhooks
    maxEventsPerHour
    expiresAfterSeconds
  }
}
    `) as unknown as TypedDocumentString<AgentPolicyListQuery, AgentPolicyListQueryVariables>;
export const SetPolicyDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation SetPolicy($apiKeyId: ID!, $mayDo: [String!]!, $maxWebhooks: Int!, $maxEventsPerHour: Int!, $expiresAfterSeconds: Int) {
  setAgentPolicy(
    apiKeyId: $apiKeyId
    mayDo: $mayDo
    maxWebhooks: $maxWebhooks
    maxEventsPerHour: $maxEventsPerHour
    expiresAfterSeconds: $expiresAfterSeconds
  ) {
    ... on AgentPolicyPayload {
      policy {
        mayDo
      }
    }
    ...Failed
  }
}
    fragment Failed on Error {
  __typename
  code
  message
  ... on InvalidInput {
    issues {
      path
      message
    }
  }
  ... on Proposed {
    proposal {
      id
    }
  }
  ... on ProviderFailure {
    provider
    retryable
  }
}`) as unknown as TypedDocumentString<SetPolicyMutation, SetPolicyMutationVariables>;
export const AuditEntryByIdDocument = /*#__PURE__*/ new TypedDocumentString(`
    query AuditEntryById($id: ID!) {
  node(id: $id) {
    ... on AuditEntry {
      id
      at
      actor
      verb
      subject
      detail
      hash
    }
  }
}
    `) as unknown as TypedDocumentString<AuditEntryByIdQuery, AuditEntryByIdQueryVariables>;
export const CommandPlaceDocument = /*#__PURE__*/ new TypedDocumentString(`
    query CommandPlace($id: ID!) {
  node(id: $id) {
    __typename
    ... on Command {
      ...CommandDraft
      webhook {
        id
      }
    }
  }
}
    fragment CommandDraft on Command {
  id
  trigger
  conditions
  action
  agent
  target
  template
  coalesce
  maxConcurrent
  priority
  stop
  enabled
}`) as unknown as TypedDocumentString<CommandPlaceQuery, CommandPlaceQueryVariables>;
export const BuilderContextDocument = /*#__PURE__*/ new TypedDocumentString(`
    query BuilderContext($webhookId: ID!) {
  webhook(id: $webhookId) {
    id
    name
    provider
    version
    commands {
      ...CommandDraft
    }
    events(first: 50) {
      edges {
        node {
          id
          eventType
          receivedAt
          subject {
            title
          }
        }
      }
    }
  }
  providers {
    provider
    eventTypes
    variables
    repliesBy
  }
  agents {
    name
  }
  webhooks(first: 100) {
    edges {
      node {
        id
        name
      }
    }
  }
}
    fragment CommandDraft on Command {
  id
  trigger
  conditions
  action
  agent
  target
  template
  coalesce
  maxConcurrent
  priority
  stop
  enabled
}`) as unknown as TypedDocumentString<BuilderContextQuery, BuilderContextQueryVariables>;
export const SampleEventDocument = /*#__PURE__*/ new TypedDocumentString(`
    query SampleEvent($id: ID!) {
  event(id: $id) {
    id
    eventType
    payload
    subject {
      title
      body
      actor
      thread
      url
    }
  }
}
    `) as unknown as TypedDocumentString<SampleEventQuery, SampleEventQueryVariables>;
export const BackTestDocument = /*#__PURE__*/ new TypedDocumentString(`
    query BackTest($webhookId: ID!, $command: CommandInput!, $last: Int!) {
  previewCommand(webhookId: $webhookId, command: $command, last: $last) {
    matched
    tried
    results {
      matched
      trace {
        path
        expected
        actual
        held
      }
      event {
        id
        eventType
        receivedAt
        subject {
          title
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<BackTestQuery, BackTestQueryVariables>;
export const RenderOnEventDocument = /*#__PURE__*/ new TypedDocumentString(`
    query RenderOnEvent($webhookId: ID!, $command: CommandInput!, $eventIds: [ID!]) {
  previewCommand(webhookId: $webhookId, command: $command, eventIds: $eventIds) {
    results {
      matched
      rendered
    }
  }
}
    `) as unknown as TypedDocumentString<RenderOnEventQuery, RenderOnEventQueryVariables>;
export const LongBackTestDocument = /*#__PURE__*/ new TypedDocumentString(`
    subscription LongBackTest($webhookId: ID!, $command: CommandInput!, $last: Int!) {
  previewCommand(webhookId: $webhookId, command: $command, last: $last) {
    done
    matched
    of
    tried
    results {
      matched
      event {
        id
        eventType
        receivedAt
        subject {
          title
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<LongBackTestSubscription, LongBackTestSubscriptionVariables>;
export const AddCommandHereDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation AddCommandHere($webhookId: ID!, $command: CommandInput!) {
  addCommand(webhookId: $webhookId, command: $command) {
    ... on CommandPayload {
      command {
        id
      }
    }
    ...Failed
  }
}
    fragment Failed on Error {
  __typename
  code
  message
  ... on InvalidInput {
    issues {
      path
      message
    }
  }
  ... on Proposed {
    proposal {
      id
    }
  }
  ... on ProviderFailure {
    provider
    retryable
  }
}`) as unknown as TypedDocumentString<AddCommandHereMutation, AddCommandHereMutationVariables>;
export const SaveCommandDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation SaveCommand($input: UpdateCommandInput!) {
  updateCommand(input: $input) {
    ... on CommandPayload {
      command {
        id
      }
    }
    ...Failed
  }
}
    fragment Failed on Error {
  __typename
  code
  message
  ... on InvalidInput {
    issues {
      path
      message
    }
  }
  ... on Proposed {
    proposal {
      id
    }
  }
  ... on ProviderFailure {
    provider
    retryable
  }
}`) as unknown as TypedDocumentString<SaveCommandMutation, SaveCommandMutationVariables>;
export const RemoveCommandDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation RemoveCommand($id: ID!) {
  deleteCommand(id: $id) {
    ... on DeleteCommandPayload {
      deletedId
    }
    ...Failed
  }
}
    fragment Failed on Error {
  __typename
  code
  message
  ... on InvalidInput {
    issues {
      path
      message
    }
  }
  ... on Proposed {
    proposal {
      id
    }
  }
  ... on ProviderFailure {
    provider
    retryable
  }
}`) as unknown as TypedDocumentString<RemoveCommandMutation, RemoveCommandMutationVariables>;
export const EventDetailDocument = /*#__PURE__*/ new TypedDocumentString(`
    query EventDetail($id: ID!) {
  event(id: $id) {
    id
    provider
    eventType
    deliveryId
    status
    statusReason
    receivedAt
    processedAt
    payloadState
    verification
    headers
    webhook {
      id
      name
    }
    subject {
      title
      body
      actor
      actorTrust
      thread
      url
    }
    replayOf {
      id
    }
    decisions {
      matched
      commandVersion
      command {
        id
        trigger
        action
        agent
      }
      trace {
        path
        expected
        actual
        held
      }
    }
    actions {
      id
      kind
      status
      text
      agent
      url
      way
      requestedBy
      createdAt
      finishedAt
      nextAttemptAt
      attempts {
        number
        at
        durationMs
        statusCode
        error
        response
      }
    }
    tasks {
      id
      agent
      status
      createdAt
      updatedAt
      progress
      error
    }
    questions {
      id
      question
      status
      askedAt
      answer
      answeredBy
      answeredAt
    }
  }
}
    `) as unknown as TypedDocumentString<EventDetailQuery, EventDetailQueryVariables>;
export const EventPayloadDocument = /*#__PURE__*/ new TypedDocumentString(`
    query EventPayload($id: ID!) {
  event(id: $id) {
    id
    payload
    payloadState
  }
}
    `) as unknown as TypedDocumentString<EventPayloadQuery, EventPayloadQueryVariables>;
export const EventRawDocument = /*#__PURE__*/ new TypedDocumentString(`
    query EventRaw($id: ID!) {
  event(id: $id) {
    id
    rawBody
    payloadState
  }
}
    `) as unknown as TypedDocumentString<EventRawQuery, EventRawQueryVariables>;
export const EventProviderDocument = /*#__PURE__*/ new TypedDocumentString(`
    query EventProvider {
  providers {
    provider
    repliesBy
  }
}
    `) as unknown as TypedDocumentString<EventProviderQuery, EventProviderQueryVariables>;
export const ReplayOneDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation ReplayOne($id: ID!) {
  replayEvent(id: $id) {
    ... on ReplayEventPayload {
      event {
        id
      }
    }
    ...Failed
  }
}
    fragment Failed on Error {
  __typename
  code
  message
  ... on InvalidInput {
    issues {
      path
      message
    }
  }
  ... on Proposed {
    proposal {
      id
    }
  }
  ... on ProviderFailure {
    provider
    retryable
  }
}`) as unknown as TypedDocumentString<ReplayOneMutation, ReplayOneMutationVariables>;
export const RetryOneDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation RetryOne($id: ID!) {
  retryAction(id: $id) {
    ... on ActionPayload {
      action {
        id
      }
    }
    ...Failed
  }
}
    fragment Failed on Error {
  __typename
  code
  message
  ... on InvalidInput {
    issues {
      path
      message
    }
  }
  ... on Proposed {
    proposal {
      id
    }
  }
  ... on ProviderFailure {
    provider
    retryable
  }
}`) as unknown as TypedDocumentString<RetryOneMutation, RetryOneMutationVariables>;
export const WriteCommentDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation WriteComment($eventId: ID!, $message: String!) {
  comment(eventId: $eventId, message: $message) {
    ... on ActionPayload {
      action {
        id
      }
    }
    ...Failed
  }
}
    fragment Failed on Error {
  __typename
  code
  message
  ... on InvalidInput {
    issues {
      path
      message
    }
  }
  ... on Proposed {
    proposal {
      id
    }
  }
  ... on ProviderFailure {
    provider
    retryable
  }
}`) as unknown as TypedDocumentString<WriteCommentMutation, WriteCommentMutationVariables>;
export const WriteResponseDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation WriteResponse($eventId: ID!, $response: String!) {
  respond(eventId: $eventId, response: $response) {
    ... on ActionPayload {
      action {
        id
      }
    }
    ...Failed
  }
}
    fragment Failed on Error {
  __typename
  code
  message
  ... on InvalidInput {
    issues {
      path
      message
    }
  }
  ... on Proposed {
    proposal {
      id
    }
  }
  ... on ProviderFailure {
    provider
    retryable
  }
}`) as unknown as TypedDocumentString<WriteResponseMutation, WriteResponseMutationVariables>;
export const AskThereDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation AskThere($input: AskInput!) {
  ask(input: $input) {
    ... on AskPayload {
      question {
        id
      }
    }
    ...Failed
  }
}
    fragment Failed on Error {
  __typename
  code
  message
  ... on InvalidInput {
    issues {
      path
      message
    }
  }
  ... on Proposed {
    proposal {
      id
    }
  }
  ... on ProviderFailure {
    provider
    retryable
  }
}`) as unknown as TypedDocumentString<AskThereMutation, AskThereMutationVariables>;
export const ForwardOneDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation ForwardOne($eventId: ID!, $target: String!) {
  forward(eventId: $eventId, target: $target) {
    ... on ActionPayload {
      action {
        id
      }
    }
    ...Failed
  }
}
    fragment Failed on Error {
  __typename
  code
  message
  ... on InvalidInput {
    issues {
      path
      message
    }
  }
  ... on Proposed {
    proposal {
      id
    }
  }
  ... on ProviderFailure {
    provider
    retryable
  }
}`) as unknown as TypedDocumentString<ForwardOneMutation, ForwardOneMutationVariables>;
export const EventPageDocument = /*#__PURE__*/ new TypedDocumentString(`
    query EventPage($first: Int!, $after: String, $where: EventFilter) {
  events(first: $first, after: $after, where: $where) {
    edges {
      node {
        ...EventRow
      }
    }
    pageInfo {
      endCursor
      hasNextPage
    }
    totalCount
  }
  feedCursor
}
    fragment EventRow on WebhookEvent {
  id
  receivedAt
  provider
  eventType
  status
  statusReason
  webhook {
    id
    name
  }
  subject {
    title
    actor
  }
}`) as unknown as TypedDocumentString<EventPageQuery, EventPageQueryVariables>;
export const EventTailDocument = /*#__PURE__*/ new TypedDocumentString(`
    subscription EventTail($after: FeedCursor, $where: EventFilter) {
  events(after: $after, where: $where) {
    cursor
    kind
    event {
      ...EventRow
    }
  }
}
    fragment EventRow on WebhookEvent {
  id
  receivedAt
  provider
  eventType
  status
  statusReason
  webhook {
    id
    name
  }
  subject {
    title
    actor
  }
}`) as unknown as TypedDocumentString<EventTailSubscription, EventTailSubscriptionVariables>;
export const WebhookNamesDocument = /*#__PURE__*/ new TypedDocumentString(`
    query WebhookNames {
  webhooks(first: 100) {
    edges {
      node {
        id
        name
      }
    }
  }
}
    `) as unknown as TypedDocumentString<WebhookNamesQuery, WebhookNamesQueryVariables>;
export const ReplayMatchingDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation ReplayMatching($where: EventFilter!) {
  replayEvents(where: $where) {
    ... on ReplayEventsPayload {
      count
    }
    ...Failed
  }
}
    fragment Failed on Error {
  __typename
  code
  message
  ... on InvalidInput {
    issues {
      path
      message
    }
  }
  ... on Proposed {
    proposal {
      id
    }
  }
  ... on ProviderFailure {
    provider
    retryable
  }
}`) as unknown as TypedDocumentString<ReplayMatchingMutation, ReplayMatchingMutationVariables>;
export const HealthPageDocument = /*#__PURE__*/ new TypedDocumentString(`
    query HealthPage {
  health {
    ok
    version
    queueDepth
    oldestPendingSeconds
    refusedLastHour
    webhooksWithoutSecret
    sealedUnderLostKeys
    configErrors
    backends
  }
  configErrors {
    file
    line
    column
    field
    message
    taken
    at
  }
}
    `) as unknown as TypedDocumentString<HealthPageQuery, HealthPageQueryVariables>;
export const ServerStatsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query ServerStats($window: StatsWindow!) {
  stats(window: $window) {
    received
    refused
    matched
    failed
    series {
      at
      received
      refused
      failed
    }
    actions {
      kind
      status
      count
    }
    latency {
      since
      count
      p50Ms
      p95Ms
      p99Ms
      series {
        at
        count
        p50Ms
        p95Ms
        p99Ms
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ServerStatsQuery, ServerStatsQueryVariables>;
export const KeyWebhookChoicesDocument = /*#__PURE__*/ new TypedDocumentString(`
    query KeyWebhookChoices($search: String) {
  webhooks(first: 50, search: $search) {
    edges {
      node {
        id
        name
      }
    }
  }
}
    `) as unknown as TypedDocumentString<KeyWebhookChoicesQuery, KeyWebhookChoicesQueryVariables>;
export const PeopleDocument = /*#__PURE__*/ new TypedDocumentString(`
    query People {
  people {
    id
    name
    email
    issuer
    subject
    role
    lastSignInAt
    openSessions
  }
}
    `) as unknown as TypedDocumentString<PeopleQuery, PeopleQueryVariables>;
export const EndPersonSessionsDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation EndPersonSessions($personId: ID!) {
  endSessions(personId: $personId) {
    ... on EndSessionsPayload {
      person {
        id
        openSessions
      }
    }
    ... on Error {
      __typename
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<EndPersonSessionsMutation, EndPersonSessionsMutationVariables>;
export const ProposalListDocument = /*#__PURE__*/ new TypedDocumentString(`
    query ProposalList($first: Int, $after: String, $statuses: [ProposalStatus!]) {
  proposals(first: $first, after: $after, statuses: $statuses) {
    edges {
      node {
        ...ProposalRow
      }
    }
    pageInfo {
      endCursor
      hasNextPage
    }
    totalCount
  }
}
    fragment ProposalRow on Proposal {
  id
  summary
  agent
  proposedBy
  status
  createdAt
  expiresAt
  decidedAt
  decidedBy
  reason
}`) as unknown as TypedDocumentString<ProposalListQuery, ProposalListQueryVariables>;
export const OpenProposalCountDocument = /*#__PURE__*/ new TypedDocumentString(`
    query OpenProposalCount {
  proposals(statuses: [OPEN], first: 1) {
    totalCount
  }
}
    `) as unknown as TypedDocumentString<OpenProposalCountQuery, OpenProposalCountQueryVariables>;
export const ProposalDetailDocument = /*#__PURE__*/ new TypedDocumentString(`
    query ProposalDetail($id: ID!) {
  node(id: $id) {
    __typename
    ... on Proposal {
      ...ProposalRow
      change
      preview {
        matched
        tried
        results {
          matched
          event {
            id
            eventType
            subject {
              title
            }
          }
        }
      }
    }
  }
}
    fragment ProposalRow on Proposal {
  id
  summary
  agent
  proposedBy
  status
  createdAt
  expiresAt
  decidedAt
  decidedBy
  reason
}`) as unknown as TypedDocumentString<ProposalDetailQuery, ProposalDetailQueryVariables>;
export const ApproveDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation Approve($id: ID!) {
  approveProposal(id: $id) {
    ... on ProposalPayload {
      secret
      proposal {
        id
      }
    }
    ...Failed
  }
}
    fragment Failed on Error {
  __typename
  code
  message
  ... on InvalidInput {
    issues {
      path
      message
    }
  }
  ... on Proposed {
    proposal {
      id
    }
  }
  ... on ProviderFailure {
    provider
    retryable
  }
}`) as unknown as TypedDocumentString<ApproveMutation, ApproveMutationVariables>;
export const RejectDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation Reject($id: ID!, $reason: String) {
  rejectProposal(id: $id, reason: $reason) {
    ... on ProposalPayload {
      proposal {
        id
      }
    }
    ...Failed
  }
}
    fragment Failed on Error {
  __typename
  code
  message
  ... on InvalidInput {
    issues {
      path
      message
    }
  }
  ... on Proposed {
    proposal {
      id
    }
  }
  ... on ProviderFailure {
    provider
    retryable
  }
}`) as unknown as TypedDocumentString<RejectMutation, RejectMutationVariables>;
export const QuestionListDocument = /*#__PURE__*/ new TypedDocumentString(`
    query QuestionList($first: Int, $after: String, $statuses: [QuestionStatus!]) {
  questions(first: $first, after: $after, statuses: $statuses) {
    edges {
      node {
        ...QuestionCard
      }
    }
    pageInfo {
      endCursor
      hasNextPage
    }
    totalCount
  }
}
    fragment QuestionCard on Question {
  id
  kind
  question
  options
  answerers
  status
  askedAt
  expiresAt
  defaultAnswer
  answer
  answeredAt
  answeredBy
  answeredVia
  event {
    id
    eventType
    subject {
      title
      thread
      url
    }
  }
  task {
    id
    agent
  }
}`) as unknown as TypedDocumentString<QuestionListQuery, QuestionListQueryVariables>;
export const OneQuestionDocument = /*#__PURE__*/ new TypedDocumentString(`
    query OneQuestion($id: ID!) {
  question(id: $id) {
    ...QuestionCard
  }
}
    fragment QuestionCard on Question {
  id
  kind
  question
  options
  answerers
  status
  askedAt
  expiresAt
  defaultAnswer
  answer
  answeredAt
  answeredBy
  answeredVia
  event {
    id
    eventType
    subject {
      title
      thread
      url
    }
  }
  task {
    id
    agent
  }
}`) as unknown as TypedDocumentString<OneQuestionQuery, OneQuestionQueryVariables>;
export const OpenQuestionCountDocument = /*#__PURE__*/ new TypedDocumentString(`
    query OpenQuestionCount {
  questions(statuses: [OPEN], first: 1) {
    totalCount
  }
}
    `) as unknown as TypedDocumentString<OpenQuestionCountQuery, OpenQuestionCountQueryVariables>;
export const AnswerDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation Answer($id: ID!, $answer: String!) {
  answerQuestion(id: $id, answer: $answer) {
    ... on AnswerQuestionPayload {
      question {
        ...QuestionCard
      }
    }
    ...Failed
  }
}
    fragment Failed on Error {
  __typename
  code
  message
  ... on InvalidInput {
    issues {
      path
      message
    }
  }
  ... on Proposed {
    proposal {
      id
    }
  }
  ... on ProviderFailure {
    provider
    retryable
  }
}
fragment QuestionCard on Question {
  id
  kind
  question
  options
  answerers
  status
  askedAt
  expiresAt
  defaultAnswer
  answer
  answeredAt
  answeredBy
  answeredVia
  event {
    id
    eventType
    subject {
      title
      thread
      url
    }
  }
  task {
    id
    agent
  }
}`) as unknown as TypedDocumentString<AnswerMutation, AnswerMutationVariables>;
export const TakeQuestionBackDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation TakeQuestionBack($id: ID!) {
  cancelQuestion(id: $id) {
    ... on AnswerQuestionPayload {
      question {
        id
      }
    }
    ...Failed
  }
}
    fragment Failed on Error {
  __typename
  code
  message
  ... on InvalidInput {
    issues {
      path
      message
    }
  }
  ... on Proposed {
    proposal {
      id
    }
  }
  ... on ProviderFailure {
    provider
    retryable
  }
}`) as unknown as TypedDocumentString<TakeQuestionBackMutation, TakeQuestionBackMutationVariables>;
export const SharedCredentialsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query SharedCredentials {
  providerCredentials {
    provider
    status {
      kind
      baseUrl
      ok
      missing
      message
      checkedAt
    }
    updatedAt
    updatedBy
  }
}
    `) as unknown as TypedDocumentString<SharedCredentialsQuery, SharedCredentialsQueryVariables>;
export const TaskListDocument = /*#__PURE__*/ new TypedDocumentString(`
    query TaskList($first: Int, $after: String, $agent: String, $statuses: [TaskStatus!]) {
  tasks(first: $first, after: $after, agent: $agent, statuses: $statuses) {
    edges {
      node {
        ...TaskRow
      }
    }
    pageInfo {
      endCursor
      hasNextPage
    }
    totalCount
  }
}
    fragment TaskRow on Task {
  id
  agent
  status
  attempt
  claimedBy
  leaseUntil
  progress
  error
  createdAt
  updatedAt
  event {
    id
    eventType
    subject {
      title
    }
  }
}`) as unknown as TypedDocumentString<TaskListQuery, TaskListQueryVariables>;
export const TaskAgentsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query TaskAgents {
  agents {
    name
  }
}
    `) as unknown as TypedDocumentString<TaskAgentsQuery, TaskAgentsQueryVariables>;
export const TaskDetailDocument = /*#__PURE__*/ new TypedDocumentString(`
    query TaskDetail($id: ID!) {
  task(id: $id) {
    ...TaskRow
    prompt
    result
    inbox {
      id
      eventType
      receivedAt
      subject {
        title
      }
    }
  }
}
    fragment TaskRow on Task {
  id
  agent
  status
  attempt
  claimedBy
  leaseUntil
  progress
  error
  createdAt
  updatedAt
  event {
    id
    eventType
    subject {
      title
    }
  }
}`) as unknown as TypedDocumentString<TaskDetailQuery, TaskDetailQueryVariables>;
export const StopTaskDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation StopTask($id: ID!) {
  cancelTask(id: $id) {
    ... on TaskPayload {
      task {
        id
      }
    }
    ...Failed
  }
}
    fragment Failed on Error {
  __typename
  code
  message
  ... on InvalidInput {
    issues {
      path
      message
    }
  }
  ... on Proposed {
    proposal {
      id
    }
  }
  ... on ProviderFailure {
    provider
    retryable
  }
}`) as unknown as TypedDocumentString<StopTaskMutation, StopTaskMutationVariables>;
export const QueueTaskAgainDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation QueueTaskAgain($id: ID!) {
  requeueTask(id: $id) {
    ... on TaskPayload {
      task {
        id
      }
    }
    ...Failed
  }
}
    fragment Failed on Error {
  __typename
  code
  message
  ... on InvalidInput {
    issues {
      path
      message
    }
  }
  ... on Proposed {
    proposal {
      id
    }
  }
  ... on ProviderFailure {
    provider
    retryable
  }
}`) as unknown as TypedDocumentString<QueueTaskAgainMutation, QueueTaskAgainMutationVariables>;
export const ProviderGuideDocument = /*#__PURE__*/ new TypedDocumentString(`
    query ProviderGuide {
  providers {
    provider
    eventTypes
    signature
    issuesSecret
    setup
    credentials
    ipRanges {
      preset
    }
  }
}
    `) as unknown as TypedDocumentString<ProviderGuideQuery, ProviderGuideQueryVariables>;
export const CreateWebhookInDashboardDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation CreateWebhookInDashboard($input: CreateWebhookInput!) {
  createWebhook(input: $input) {
    ... on CreateWebhookPayload {
      secret
      webhook {
        id
      }
    }
    ...Failed
  }
}
    fragment Failed on Error {
  __typename
  code
  message
  ... on InvalidInput {
    issues {
      path
      message
    }
  }
  ... on Proposed {
    proposal {
      id
    }
  }
  ... on ProviderFailure {
    provider
    retryable
  }
}`) as unknown as TypedDocumentString<CreateWebhookInDashboardMutation, CreateWebhookInDashboardMutationVariables>;
export const FirstEventDocument = /*#__PURE__*/ new TypedDocumentString(`
    query FirstEvent($id: ID!) {
  webhook(id: $id) {
    id
    name
    provider
    url
    hasSecret
    allowUnsigned
    deletedAt
    events(first: 1) {
      edges {
        node {
          id
          eventType
          subject {
            title
          }
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<FirstEventQuery, FirstEventQueryVariables>;
export const WebhookDetailDocument = /*#__PURE__*/ new TypedDocumentString(`
    query WebhookDetail($id: ID!) {
  webhook(id: $id) {
    id
    name
    provider
    enabled
    url
    endpoint
    hasSecret
    allowUnsigned
    replayGuard
    allowedIps
    rateLimitPerMinute
    scheme
    createdBy
    createdAt
    expiresAt
    deletedAt
    version
    secrets {
      id
      hint
      createdAt
      expiresAt
      lastUsedAt
    }
    breakers {
      thread
      openedAt
      reason
    }
    credentialStatus {
      kind
      ok
      baseUrl
      checkedAt
      missing
      message
    }
    commands {
      id
      trigger
      action
      agent
      target
      priority
      enabled
      stop
    }
    events(first: 10) {
      edges {
        node {
          id
          eventType
          status
          receivedAt
          subject {
            title
          }
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<WebhookDetailQuery, WebhookDetailQueryVariables>;
export const WebhookHealthDocument = /*#__PURE__*/ new TypedDocumentString(`
    query WebhookHealth($id: ID!) {
  webhook(id: $id) {
    id
    stats {
      received
      matched
      failed
      refused
    }
  }
  refusedDeliveries(webhookId: $id, first: 10) {
    edges {
      node {
        id
        at
        status
        code
        reason
        remoteAddress
      }
    }
  }
}
    `) as unknown as TypedDocumentString<WebhookHealthQuery, WebhookHealthQueryVariables>;
export const WebhookHistoryDocument = /*#__PURE__*/ new TypedDocumentString(`
    query WebhookHistory($id: ID!) {
  webhook(id: $id) {
    id
    version
    versions {
      version
      at
      by
      config
    }
  }
}
    `) as unknown as TypedDocumentString<WebhookHistoryQuery, WebhookHistoryQueryVariables>;
export const RotateSecretDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation RotateSecret($id: ID!, $overlapSeconds: Int!, $secret: String) {
  rotateWebhookSecret(id: $id, overlapSeconds: $overlapSeconds, secret: $secret) {
    ... on RotateWebhookSecretPayload {
      secret
    }
    ...Failed
  }
}
    fragment Failed on Error {
  __typename
  code
  message
  ... on InvalidInput {
    issues {
      path
      message
    }
  }
  ... on Proposed {
    proposal {
      id
    }
  }
  ... on ProviderFailure {
    provider
    retryable
  }
}`) as unknown as TypedDocumentString<RotateSecretMutation, RotateSecretMutationVariables>;
export const EditWebhookDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation EditWebhook($input: UpdateWebhookInput!) {
  updateWebhook(input: $input) {
    ... on UpdateWebhookPayload {
      webhook {
        id
      }
    }
    ...Failed
  }
}
    fragment Failed on Error {
  __typename
  code
  message
  ... on InvalidInput {
    issues {
      path
      message
    }
  }
  ... on Proposed {
    proposal {
      id
    }
  }
  ... on ProviderFailure {
    provider
    retryable
  }
}`) as unknown as TypedDocumentString<EditWebhookMutation, EditWebhookMutationVariables>;
export const RemoveWebhookDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation RemoveWebhook($id: ID!) {
  deleteWebhook(id: $id) {
    ... on DeleteWebhookPayload {
      deletedId
    }
    ...Failed
  }
}
    fragment Failed on Error {
  __typename
  code
  message
  ... on InvalidInput {
    issues {
      path
      message
    }
  }
  ... on Proposed {
    proposal {
      id
    }
  }
  ... on ProviderFailure {
    provider
    retryable
  }
}`) as unknown as TypedDocumentString<RemoveWebhookMutation, RemoveWebhookMutationVariables>;
export const UndoWebhookDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation UndoWebhook($id: ID!, $version: Int!) {
  revertWebhook(id: $id, version: $version) {
    ... on UpdateWebhookPayload {
      webhook {
        id
      }
    }
    ...Failed
  }
}
    fragment Failed on Error {
  __typename
  code
  message
  ... on InvalidInput {
    issues {
      path
      message
    }
  }
  ... on Proposed {
    proposal {
      id
    }
  }
  ... on ProviderFailure {
    provider
    retryable
  }
}`) as unknown as TypedDocumentString<UndoWebhookMutation, UndoWebhookMutationVariables>;
export const CloseBreakerDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation CloseBreaker($webhookId: ID!, $thread: String) {
  resetBreaker(webhookId: $webhookId, thread: $thread) {
    ... on UpdateWebhookPayload {
      webhook {
        id
      }
    }
    ...Failed
  }
}
    fragment Failed on Error {
  __typename
  code
  message
  ... on InvalidInput {
    issues {
      path
      message
    }
  }
  ... on Proposed {
    proposal {
      id
    }
  }
  ... on ProviderFailure {
    provider
    retryable
  }
}`) as unknown as TypedDocumentString<CloseBreakerMutation, CloseBreakerMutationVariables>;
export const RenewWebhookTimeDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation RenewWebhookTime($id: ID!) {
  renewWebhook(id: $id) {
    ... on UpdateWebhookPayload {
      webhook {
        id
      }
    }
    ...Failed
  }
}
    fragment Failed on Error {
  __typename
  code
  message
  ... on InvalidInput {
    issues {
      path
      message
    }
  }
  ... on Proposed {
    proposal {
      id
    }
  }
  ... on ProviderFailure {
    provider
    retryable
  }
}`) as unknown as TypedDocumentString<RenewWebhookTimeMutation, RenewWebhookTimeMutationVariables>;
export const TestWebhookDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation TestWebhook($webhookId: ID!, $eventType: String!, $payload: JSON) {
  sendTestEvent(webhookId: $webhookId, eventType: $eventType, payload: $payload) {
    ... on SendTestEventPayload {
      event {
        id
      }
    }
    ...Failed
  }
}
    fragment Failed on Error {
  __typename
  code
  message
  ... on InvalidInput {
    issues {
      path
      message
    }
  }
  ... on Proposed {
    proposal {
      id
    }
  }
  ... on ProviderFailure {
    provider
    retryable
  }
}`) as unknown as TypedDocumentString<TestWebhookMutation, TestWebhookMutationVariables>;
export const TestOutcomeDocument = /*#__PURE__*/ new TypedDocumentString(`
    query TestOutcome($id: ID!) {
  event(id: $id) {
    id
    status
    statusReason
    matchedCommands {
      id
      trigger
    }
    actions {
      id
      kind
      agent
      status
    }
  }
}
    `) as unknown as TypedDocumentString<TestOutcomeQuery, TestOutcomeQueryVariables>;
export const LastPayloadDocument = /*#__PURE__*/ new TypedDocumentString(`
    query LastPayload($id: ID!) {
  webhook(id: $id) {
    events(first: 1) {
      edges {
        node {
          id
          eventType
          payload
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<LastPayloadQuery, LastPayloadQueryVariables>;
export const SamplePayloadDocument = /*#__PURE__*/ new TypedDocumentString(`
    query SamplePayload($eventType: String!) {
  providers {
    provider
    sample(eventType: $eventType)
  }
}
    `) as unknown as TypedDocumentString<SamplePayloadQuery, SamplePayloadQueryVariables>;
export const WebhookListDocument = /*#__PURE__*/ new TypedDocumentString(`
    query WebhookList($first: Int, $after: String, $search: String, $provider: Provider, $enabled: Boolean) {
  webhooks(
    first: $first
    after: $after
    search: $search
    provider: $provider
    enabled: $enabled
  ) {
    edges {
      node {
        ...WebhookRow
      }
    }
    pageInfo {
      endCursor
      hasNextPage
    }
    totalCount
  }
}
    fragment WebhookRow on Webhook {
  id
  name
  provider
  enabled
  hasSecret
  allowUnsigned
  expiresAt
  lastEventAt
  breakers {
    thread
  }
  stats {
    received
    failed
    refused
    series {
      received
    }
  }
}`) as unknown as TypedDocumentString<WebhookListQuery, WebhookListQueryVariables>;
export const EnableWebhookDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation EnableWebhook($id: ID!) {
  enableWebhook(id: $id) {
    ... on UpdateWebhookPayload {
      webhook {
        id
        enabled
      }
    }
    ...Failed
  }
}
    fragment Failed on Error {
  __typename
  code
  message
  ... on InvalidInput {
    issues {
      path
      message
    }
  }
  ... on Proposed {
    proposal {
      id
    }
  }
  ... on ProviderFailure {
    provider
    retryable
  }
}`) as unknown as TypedDocumentString<EnableWebhookMutation, EnableWebhookMutationVariables>;
export const DisableWebhookDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation DisableWebhook($id: ID!) {
  disableWebhook(id: $id) {
    ... on UpdateWebhookPayload {
      webhook {
        id
        enabled
      }
    }
    ...Failed
  }
}
    fragment Failed on Error {
  __typename
  code
  message
  ... on InvalidInput {
    issues {
      path
      message
    }
  }
  ... on Proposed {
    proposal {
      id
    }
  }
  ... on ProviderFailure {
    provider
    retryable
  }
}`) as unknown as TypedDocumentString<DisableWebhookMutation, DisableWebhookMutationVariables>;