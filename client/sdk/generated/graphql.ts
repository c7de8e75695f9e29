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

export type ActionsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  eventId?: string | null | undefined;
  statuses?: Array<ActionStatus> | ActionStatus | null | undefined;
}>;


export type ActionsQuery = { actions: { totalCount: number | null, edges: Array<{ cursor: string, node: { id: string, kind: ActionKind, status: ActionStatus, agent: string | null, requestedBy: string | null, text: string, url: string | null, way: string | null, createdAt: string, nextAttemptAt: string | null, finishedAt: string | null, event: { id: string } } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null, hasPreviousPage: boolean, startCursor: string | null } } };

export type ActionQueryVariables = Exact<{
  id: string;
}>;


export type ActionQuery = { node:
    | { __typename: 'Action', id: string, kind: ActionKind, status: ActionStatus, agent: string | null, requestedBy: string | null, text: string, url: string | null, way: string | null, createdAt: string, nextAttemptAt: string | null, finishedAt: string | null, attempts: Array<{ number: number, at: string, durationMs: number, statusCode: number | null, response: string | null, error: string | null }>, event: { id: string } }
    | { __typename: 'ApiKey' }
    | { __typename: 'AuditEntry' }
    | { __typename: 'Command' }
    | { __typename: 'Person' }
    | { __typename: 'Proposal' }
    | { __typename: 'Question' }
    | { __typename: 'Task' }
    | { __typename: 'Webhook' }
    | { __typename: 'WebhookEvent' }
   | null };

export type CommentMutationVariables = Exact<{
  eventId: string;
  message: string;
}>;


export type CommentMutation = { comment:
    | { __typename: 'ActionPayload', action: { id: string, kind: ActionKind, status: ActionStatus, agent: string | null, requestedBy: string | null, text: string, url: string | null, way: string | null, createdAt: string, nextAttemptAt: string | null, finishedAt: string | null, event: { id: string } } }
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'InvalidInput', code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'NotFound', code: string, message: string }
    | { __typename: 'ProviderFailure', provider: Provider, retryable: boolean, code: string, message: string }
   };

export type RespondMutationVariables = Exact<{
  eventId: string;
  response: string;
}>;


export type RespondMutation = { respond:
    | { __typename: 'ActionPayload', action: { id: string, kind: ActionKind, status: ActionStatus, agent: string | null, requestedBy: string | null, text: string, url: string | null, way: string | null, createdAt: string, nextAttemptAt: string | null, finishedAt: string | null, event: { id: string } } }
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'InvalidInput', code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'NotFound', code: string, message: string }
    | { __typename: 'ProviderFailure', provider: Provider, retryable: boolean, code: string, message: string }
   };

export type ForwardMutationVariables = Exact<{
  eventId: string;
  target: string;
}>;


export type ForwardMutation = { forward:
    | { __typename: 'ActionPayload', action: { id: string, kind: ActionKind, status: ActionStatus, agent: string | null, requestedBy: string | null, text: string, url: string | null, way: string | null, createdAt: string, nextAttemptAt: string | null, finishedAt: string | null, event: { id: string } } }
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'InvalidInput', code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'NotFound', code: string, message: string }
    | { __typename: 'ProviderFailure', provider: Provider, retryable: boolean, code: string, message: string }
   };

export type RetryActionMutationVariables = Exact<{
  id: string;
}>;


export type RetryActionMutation = { retryAction:
    | { __typename: 'ActionPayload', action: { id: string, kind: ActionKind, status: ActionStatus, agent: string | null, requestedBy: string | null, text: string, url: string | null, way: string | null, createdAt: string, nextAttemptAt: string | null, finishedAt: string | null, event: { id: string } } }
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'InvalidInput', code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'NotFound', code: string, message: string }
    | { __typename: 'ProviderFailure', provider: Provider, retryable: boolean, code: string, message: string }
   };

export type ActionStreamSubscriptionVariables = Exact<{
  after?: string | null | undefined;
  eventId?: string | null | undefined;
}>;


export type ActionStreamSubscription = { actions: { cursor: string, kind: ChangeKind, action: { id: string, kind: ActionKind, status: ActionStatus, agent: string | null, requestedBy: string | null, text: string, url: string | null, way: string | null, createdAt: string, nextAttemptAt: string | null, finishedAt: string | null, event: { id: string } } | null } };

export type ActionStateFragment = { id: string, kind: ActionKind, status: ActionStatus, agent: string | null, requestedBy: string | null, text: string, url: string | null, way: string | null, createdAt: string, nextAttemptAt: string | null, finishedAt: string | null, event: { id: string } };

export type ViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerQuery = { viewer: { name: string, role: Role, agent: string | null } };

export type HealthQueryVariables = Exact<{ [key: string]: never; }>;


export type HealthQuery = { health: { ok: boolean, version: string, queueDepth: number, oldestPendingSeconds: number, refusedLastHour: number, webhooksWithoutSecret: number, sealedUnderLostKeys: number, configErrors: number, backends: unknown } };

export type ProvidersQueryVariables = Exact<{ [key: string]: never; }>;


export type ProvidersQuery = { providers: Array<{ provider: Provider, signature: string, issuesSecret: boolean, setup: Array<string>, eventTypes: Array<string>, variables: Array<string>, repliesBy: Array<ActionKind>, credentials: unknown }> };

export type ApiKeysQueryVariables = Exact<{ [key: string]: never; }>;


export type ApiKeysQuery = { apiKeys: Array<{ id: string, name: string, role: Role, agent: string | null, webhookIds: Array<string>, hint: string, createdAt: string, expiresAt: string | null, lastUsedAt: string | null, revokedAt: string | null }> };

export type CreateApiKeyMutationVariables = Exact<{
  name: string;
  role: Role;
  agent?: string | null | undefined;
  webhookIds?: Array<string> | string | null | undefined;
  expiresAt?: string | null | undefined;
}>;


export type CreateApiKeyMutation = { createApiKey:
    | { __typename: 'CreateApiKeyPayload', key: string, apiKey: { id: string, name: string, role: Role, agent: string | null, webhookIds: Array<string>, hint: string, createdAt: string, expiresAt: string | null, lastUsedAt: string | null, revokedAt: string | null } }
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'InvalidInput', code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
   };

export type RevokeApiKeyMutationVariables = Exact<{
  id: string;
}>;


export type RevokeApiKeyMutation = { revokeApiKey:
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'NotFound', code: string, message: string }
    | { __typename: 'RevokeApiKeyPayload', apiKey: { id: string, name: string, role: Role, agent: string | null, webhookIds: Array<string>, hint: string, createdAt: string, expiresAt: string | null, lastUsedAt: string | null, revokedAt: string | null } }
   };

export type AuditLogQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  actor?: string | null | undefined;
  verb?: string | null | undefined;
}>;


export type AuditLogQuery = { auditLog: { totalCount: number | null, edges: Array<{ cursor: string, node: { id: string, at: string, actor: string, verb: string, subject: string, detail: unknown } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null, hasPreviousPage: boolean, startCursor: string | null } } };

export type VerifyAuditQueryVariables = Exact<{ [key: string]: never; }>;


export type VerifyAuditQuery = { verifyAudit: { ok: boolean, entries: number, firstBadId: string | null, reason: string | null } };

export type ForwardTargetsQueryVariables = Exact<{ [key: string]: never; }>;


export type ForwardTargetsQuery = { forwardTargets: Array<{ url: string, hint: string, createdAt: string, createdBy: string, disabledAt: string | null, disabledReason: string | null }> };

export type SetForwardTargetMutationVariables = Exact<{
  url: string;
  secret?: string | null | undefined;
  makeSecret?: boolean | null | undefined;
  overlapSeconds?: number | null | undefined;
  enabled?: boolean | null | undefined;
}>;


export type SetForwardTargetMutation = { setForwardTarget:
    | { __typename: 'Conflict', code: string, message: string }
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'ForwardTargetPayload', secret: string | null, target: { url: string, hint: string, createdAt: string, createdBy: string, disabledAt: string | null, disabledReason: string | null } }
    | { __typename: 'InvalidInput', code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
   };

export type SetProviderCredentialsMutationVariables = Exact<{
  provider: Provider;
  credentials: unknown;
}>;


export type SetProviderCredentialsMutation = { setProviderCredentials:
    | { __typename: 'CredentialPayload', status: { kind: string, baseUrl: string, ok: boolean, missing: Array<string>, message: string | null, checkedAt: string } }
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'InvalidInput', code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'ProviderFailure', provider: Provider, retryable: boolean, code: string, message: string }
   };

export type ApiKeyStateFragment = { id: string, name: string, role: Role, agent: string | null, webhookIds: Array<string>, hint: string, createdAt: string, expiresAt: string | null, lastUsedAt: string | null, revokedAt: string | null };

export type CredentialStateFragment = { kind: string, baseUrl: string, ok: boolean, missing: Array<string>, message: string | null, checkedAt: string };

export type ForwardTargetStateFragment = { url: string, hint: string, createdAt: string, createdBy: string, disabledAt: string | null, disabledReason: string | null };

export type AddCommandMutationVariables = Exact<{
  webhookId: string;
  command: CommandInput;
}>;


export type AddCommandMutation = { addCommand:
    | { __typename: 'CommandPayload', command: { id: string, trigger: string, conditions: unknown, template: string, action: ActionKind, agent: string | null, target: string | null, priority: number, stop: boolean, coalesce: Coalesce, maxConcurrent: number | null, enabled: boolean } }
    | { __typename: 'Conflict', code: string, message: string }
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'InvalidInput', code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'NotFound', code: string, message: string }
    | { __typename: 'Proposed', code: string, message: string, proposal: { id: string } }
   };

export type UpdateCommandMutationVariables = Exact<{
  input: UpdateCommandInput;
}>;


export type UpdateCommandMutation = { updateCommand:
    | { __typename: 'CommandPayload', command: { id: string, trigger: string, conditions: unknown, template: string, action: ActionKind, agent: string | null, target: string | null, priority: number, stop: boolean, coalesce: Coalesce, maxConcurrent: number | null, enabled: boolean } }
    | { __typename: 'Conflict', code: string, message: string }
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'InvalidInput', code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'NotFound', code: string, message: string }
    | { __typename: 'Proposed', code: string, message: string, proposal: { id: string } }
   };

export type DeleteCommandMutationVariables = Exact<{
  id: string;
}>;


export type DeleteCommandMutation = { deleteCommand:
    | { __typename: 'Conflict', code: string, message: string }
    | { __typename: 'DeleteCommandPayload', deletedId: string }
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'NotFound', code: string, message: string }
    | { __typename: 'Proposed', code: string, message: string, proposal: { id: string } }
   };

export type PreviewCommandQueryVariables = Exact<{
  webhookId: string;
  command: CommandInput;
  last?: number;
  eventIds?: Array<string> | string | null | undefined;
}>;


export type PreviewCommandQuery = { previewCommand: { tried: number, matched: number, results: Array<{ matched: boolean, rendered: string | null, event: { id: string, eventType: string }, trace: Array<{ path: string, expected: unknown, actual: unknown, held: boolean }> }> } };

export type PreviewStreamSubscriptionVariables = Exact<{
  webhookId: string;
  command: CommandInput;
  last?: number;
}>;


export type PreviewStreamSubscription = { previewCommand: { tried: number, of: number, matched: number, done: boolean, results: Array<{ matched: boolean, rendered: string | null, event: { id: string, eventType: string }, trace: Array<{ path: string, expected: unknown, actual: unknown, held: boolean }> }> } };

export type PreviewStateFragment = { matched: boolean, rendered: string | null, event: { id: string, eventType: string }, trace: Array<{ path: string, expected: unknown, actual: unknown, held: boolean }> };

export type CommandStateFragment = { id: string, trigger: string, conditions: unknown, template: string, action: ActionKind, agent: string | null, target: string | null, priority: number, stop: boolean, coalesce: Coalesce, maxConcurrent: number | null, enabled: boolean };

export type EventsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  where?: EventFilter | null | undefined;
}>;


export type EventsQuery = { events: { totalCount: number | null, edges: Array<{ cursor: string, node: { id: string, provider: Provider, eventType: string, deliveryId: string, status: EventStatus, statusReason: string | null, receivedAt: string, webhook: { id: string, name: string }, subject: { title: string | null, actor: string | null, actorTrust: ActorTrust, thread: string | null, url: string | null } | null } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null, hasPreviousPage: boolean, startCursor: string | null } } };

export type EventQueryVariables = Exact<{
  id: string;
}>;


export type EventQuery = { event: { verification: unknown, headers: unknown, payload: unknown, payloadState: PayloadState, processedAt: string | null, responseSent: boolean, id: string, provider: Provider, eventType: string, deliveryId: string, status: EventStatus, statusReason: string | null, receivedAt: string, subject: { body: string | null, title: string | null, actor: string | null, actorTrust: ActorTrust, thread: string | null, url: string | null } | null, replayOf: { id: string } | null, decisions: Array<{ matched: boolean, commandVersion: number, command: { id: string, trigger: string, action: ActionKind }, trace: Array<{ path: string, expected: unknown, actual: unknown, held: boolean }> }>, actions: Array<{ id: string, kind: ActionKind, status: ActionStatus, agent: string | null, requestedBy: string | null, text: string, url: string | null, way: string | null, createdAt: string, nextAttemptAt: string | null, finishedAt: string | null, event: { id: string } }>, tasks: Array<{ id: string, agent: string, status: TaskStatus, attempt: number, claimedBy: string | null, leaseUntil: string | null, progress: string | null, error: string | null, createdAt: string, updatedAt: string }>, questions: Array<{ id: string, kind: QuestionKind, question: string, options: Array<string>, answerers: Array<string>, status: QuestionStatus, answer: string | null, answeredBy: string | null, answeredVia: string | null, askedAt: string, answeredAt: string | null, expiresAt: string | null, defaultAnswer: string | null, event: { id: string }, task: { id: string } | null }>, webhook: { id: string, name: string } } | null };

export type EventDeliveryQueryVariables = Exact<{
  id: string;
}>;


export type EventDeliveryQuery = { event: { id: string, payloadState: PayloadState, rawBody: string | null, headers: unknown } | null };

export type ReplayEventMutationVariables = Exact<{
  id: string;
}>;


export type ReplayEventMutation = { replayEvent:
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'NotFound', code: string, message: string }
    | { __typename: 'ReplayEventPayload', event: { id: string, provider: Provider, eventType: string, deliveryId: string, status: EventStatus, statusReason: string | null, receivedAt: string, webhook: { id: string, name: string }, subject: { title: string | null, actor: string | null, actorTrust: ActorTrust, thread: string | null, url: string | null } | null } }
   };

export type ReplayEventsMutationVariables = Exact<{
  where: EventFilter;
}>;


export type ReplayEventsMutation = { replayEvents:
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'InvalidInput', code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'ReplayEventsPayload', count: number }
   };

export type SendTestEventMutationVariables = Exact<{
  webhookId: string;
  eventType: string;
  payload?: unknown;
}>;


export type SendTestEventMutation = { sendTestEvent:
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'InvalidInput', code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'NotFound', code: string, message: string }
    | { __typename: 'SendTestEventPayload', event: { id: string, provider: Provider, eventType: string, deliveryId: string, status: EventStatus, statusReason: string | null, receivedAt: string, tasks: Array<{ id: string, agent: string, status: TaskStatus }>, webhook: { id: string, name: string }, subject: { title: string | null, actor: string | null, actorTrust: ActorTrust, thread: string | null, url: string | null } | null } }
   };

export type EventStreamSubscriptionVariables = Exact<{
  after?: string | null | undefined;
  where?: EventFilter | null | undefined;
}>;


export type EventStreamSubscription = { events: { cursor: string, kind: ChangeKind, event: { id: string, provider: Provider, eventType: string, deliveryId: string, status: EventStatus, statusReason: string | null, receivedAt: string, webhook: { id: string, name: string }, subject: { title: string | null, actor: string | null, actorTrust: ActorTrust, thread: string | null, url: string | null } | null } | null } };

export type EventSummaryFragment = { id: string, provider: Provider, eventType: string, deliveryId: string, status: EventStatus, statusReason: string | null, receivedAt: string, webhook: { id: string, name: string }, subject: { title: string | null, actor: string | null, actorTrust: ActorTrust, thread: string | null, url: string | null } | null };

export type PageStateFragment = { hasNextPage: boolean, endCursor: string | null, hasPreviousPage: boolean, startCursor: string | null };

type Failure_Conflict_Fragment = { code: string, message: string };

type Failure_Forbidden_Fragment = { code: string, message: string };

type Failure_InvalidInput_Fragment = { code: string, message: string, issues: Array<{ path: Array<string>, message: string }> };

type Failure_NotFound_Fragment = { code: string, message: string };

type Failure_Proposed_Fragment = { code: string, message: string, proposal: { id: string } };

type Failure_ProviderFailure_Fragment = { provider: Provider, retryable: boolean, code: string, message: string };

export type FailureFragment =
  | Failure_Conflict_Fragment
  | Failure_Forbidden_Fragment
  | Failure_InvalidInput_Fragment
  | Failure_NotFound_Fragment
  | Failure_Proposed_Fragment
  | Failure_ProviderFailure_Fragment
;

export type FeedCursorQueryVariables = Exact<{ [key: string]: never; }>;


export type FeedCursorQuery = { feedCursor: string };

export type FeedStreamSubscriptionVariables = Exact<{
  after?: string | null | undefined;
  kinds?: Array<ChangeKind> | ChangeKind | null | undefined;
}>;


export type FeedStreamSubscription = { feed: { cursor: string, kind: ChangeKind, at: string, node:
      | { __typename: 'Action', id: string, actionKind: ActionKind, actionStatus: ActionStatus, actionUrl: string | null }
      | { __typename: 'ApiKey', id: string }
      | { __typename: 'AuditEntry', id: string }
      | { __typename: 'Command', id: string }
      | { __typename: 'Person', id: string }
      | { __typename: 'Proposal', id: string }
      | { __typename: 'Question', question: string, answer: string | null, id: string, questionStatus: QuestionStatus }
      | { __typename: 'Task', progress: string | null, error: string | null, id: string, taskAgent: string, taskStatus: TaskStatus }
      | { __typename: 'Webhook', name: string, enabled: boolean, id: string }
      | { __typename: 'WebhookEvent', id: string, provider: Provider, eventType: string, deliveryId: string, status: EventStatus, statusReason: string | null, receivedAt: string, webhook: { id: string, name: string }, subject: { title: string | null, actor: string | null, actorTrust: ActorTrust, thread: string | null, url: string | null } | null }
     | null } };

export type ProposalsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  statuses?: Array<ProposalStatus> | ProposalStatus | null | undefined;
}>;


export type ProposalsQuery = { proposals: { totalCount: number | null, edges: Array<{ node: { id: string, proposedBy: string, agent: string | null, summary: string, change: unknown, status: ProposalStatus, decidedBy: string | null, reason: string | null, createdAt: string, decidedAt: string | null, expiresAt: string } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type ProposalPreviewQueryVariables = Exact<{
  id: string;
  last?: number;
}>;


export type ProposalPreviewQuery = { node:
    | { id: string, proposedBy: string, agent: string | null, summary: string, change: unknown, status: ProposalStatus, decidedBy: string | null, reason: string | null, createdAt: string, decidedAt: string | null, expiresAt: string, preview: { tried: number, matched: number, results: Array<{ matched: boolean, rendered: string | null, event: { id: string, eventType: string } }> } | null }
    | Record<PropertyKey, never>
   | null };

export type ApproveProposalMutationVariables = Exact<{
  id: string;
}>;


export type ApproveProposalMutation = { approveProposal:
    | { __typename: 'Conflict', code: string, message: string }
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'InvalidInput', code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'NotFound', code: string, message: string }
    | { __typename: 'ProposalPayload', secret: string | null, proposal: { id: string, proposedBy: string, agent: string | null, summary: string, change: unknown, status: ProposalStatus, decidedBy: string | null, reason: string | null, createdAt: string, decidedAt: string | null, expiresAt: string } }
   };

export type RejectProposalMutationVariables = Exact<{
  id: string;
  reason?: string | null | undefined;
}>;


export type RejectProposalMutation = { rejectProposal:
    | { __typename: 'Conflict', code: string, message: string }
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'InvalidInput', code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'NotFound', code: string, message: string }
    | { __typename: 'ProposalPayload', proposal: { id: string, proposedBy: string, agent: string | null, summary: string, change: unknown, status: ProposalStatus, decidedBy: string | null, reason: string | null, createdAt: string, decidedAt: string | null, expiresAt: string } }
   };

export type AskForProposalMutationVariables = Exact<{
  proposalId: string;
  eventId: string;
  answerers?: Array<string> | string | null | undefined;
}>;


export type AskForProposalMutation = { askForProposal:
    | { __typename: 'AskPayload', question: { id: string, kind: QuestionKind, question: string, options: Array<string>, answerers: Array<string>, status: QuestionStatus, answer: string | null, answeredBy: string | null, answeredVia: string | null, askedAt: string, answeredAt: string | null, expiresAt: string | null, defaultAnswer: string | null, event: { id: string }, task: { id: string } | null } }
    | { __typename: 'Conflict', code: string, message: string }
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'InvalidInput', code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'NotFound', code: string, message: string }
    | { __typename: 'ProviderFailure', provider: Provider, retryable: boolean, code: string, message: string }
   };

export type SetAgentPolicyMutationVariables = Exact<{
  apiKeyId: string;
  mayDo: Array<string> | string;
  maxWebhooks: number;
  maxEventsPerHour: number;
  expiresAfterSeconds?: number | null | undefined;
}>;


export type SetAgentPolicyMutation = { setAgentPolicy:
    | { __typename: 'AgentPolicyPayload', policy: { mayDo: Array<string>, maxWebhooks: number, maxEventsPerHour: number, expiresAfterSeconds: number | null, apiKey: { id: string, name: string, agent: string | null } } }
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'InvalidInput', code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'NotFound', code: string, message: string }
   };

export type AgentPoliciesQueryVariables = Exact<{ [key: string]: never; }>;


export type AgentPoliciesQuery = { agentPolicies: Array<{ mayDo: Array<string>, maxWebhooks: number, maxEventsPerHour: number, expiresAfterSeconds: number | null, apiKey: { id: string, name: string, agent: string | null } }> };

export type RenewWebhookMutationVariables = Exact<{
  id: string;
}>;


export type RenewWebhookMutation = { renewWebhook:
    | { __typename: 'Conflict', code: string, message: string }
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'InvalidInput', code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'NotFound', code: string, message: string }
    | { __typename: 'Proposed', code: string, message: string, proposal: { id: string, proposedBy: string, agent: string | null, summary: string, change: unknown, status: ProposalStatus, decidedBy: string | null, reason: string | null, createdAt: string, decidedAt: string | null, expiresAt: string } }
    | { __typename: 'UpdateWebhookPayload', webhook: { id: string, enabled: boolean, expiresAt: string | null } }
   };

export type ProposalStreamSubscriptionVariables = Exact<{
  after?: string | null | undefined;
}>;


export type ProposalStreamSubscription = { proposals: { cursor: string, kind: ChangeKind, proposal: { id: string, proposedBy: string, agent: string | null, summary: string, change: unknown, status: ProposalStatus, decidedBy: string | null, reason: string | null, createdAt: string, decidedAt: string | null, expiresAt: string } | null } };

export type ProposalStateFragment = { id: string, proposedBy: string, agent: string | null, summary: string, change: unknown, status: ProposalStatus, decidedBy: string | null, reason: string | null, createdAt: string, decidedAt: string | null, expiresAt: string };

export type PolicyStateFragment = { mayDo: Array<string>, maxWebhooks: number, maxEventsPerHour: number, expiresAfterSeconds: number | null, apiKey: { id: string, name: string, agent: string | null } };

export type QuestionsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  statuses?: Array<QuestionStatus> | QuestionStatus | null | undefined;
}>;


export type QuestionsQuery = { questions: { totalCount: number | null, edges: Array<{ cursor: string, node: { id: string, kind: QuestionKind, question: string, options: Array<string>, answerers: Array<string>, status: QuestionStatus, answer: string | null, answeredBy: string | null, answeredVia: string | null, askedAt: string, answeredAt: string | null, expiresAt: string | null, defaultAnswer: string | null, event: { id: string }, task: { id: string } | null } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null, hasPreviousPage: boolean, startCursor: string | null } } };

export type QuestionQueryVariables = Exact<{
  id: string;
}>;


export type QuestionQuery = { question: { id: string, kind: QuestionKind, question: string, options: Array<string>, answerers: Array<string>, status: QuestionStatus, answer: string | null, answeredBy: string | null, answeredVia: string | null, askedAt: string, answeredAt: string | null, expiresAt: string | null, defaultAnswer: string | null, event: { id: string }, task: { id: string } | null } | null };

export type AskMutationVariables = Exact<{
  input: AskInput;
}>;


export type AskMutation = { ask:
    | { __typename: 'AskPayload', question: { id: string, kind: QuestionKind, question: string, options: Array<string>, answerers: Array<string>, status: QuestionStatus, answer: string | null, answeredBy: string | null, answeredVia: string | null, askedAt: string, answeredAt: string | null, expiresAt: string | null, defaultAnswer: string | null, event: { id: string }, task: { id: string } | null } }
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'InvalidInput', code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'NotFound', code: string, message: string }
    | { __typename: 'ProviderFailure', provider: Provider, retryable: boolean, code: string, message: string }
   };

export type AnswerQuestionMutationVariables = Exact<{
  id: string;
  answer: string;
}>;


export type AnswerQuestionMutation = { answerQuestion:
    | { __typename: 'AnswerQuestionPayload', question: { id: string, kind: QuestionKind, question: string, options: Array<string>, answerers: Array<string>, status: QuestionStatus, answer: string | null, answeredBy: string | null, answeredVia: string | null, askedAt: string, answeredAt: string | null, expiresAt: string | null, defaultAnswer: string | null, event: { id: string }, task: { id: string } | null } }
    | { __typename: 'Conflict', code: string, message: string }
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'InvalidInput', code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'NotFound', code: string, message: string }
   };

export type CancelQuestionMutationVariables = Exact<{
  id: string;
}>;


export type CancelQuestionMutation = { cancelQuestion:
    | { __typename: 'AnswerQuestionPayload', question: { id: string, kind: QuestionKind, question: string, options: Array<string>, answerers: Array<string>, status: QuestionStatus, answer: string | null, answeredBy: string | null, answeredVia: string | null, askedAt: string, answeredAt: string | null, expiresAt: string | null, defaultAnswer: string | null, event: { id: string }, task: { id: string } | null } }
    | { __typename: 'Conflict', code: string, message: string }
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'InvalidInput', code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'NotFound', code: string, message: string }
   };

export type QuestionStreamSubscriptionVariables = Exact<{
  after?: string | null | undefined;
  id?: string | null | undefined;
}>;


export type QuestionStreamSubscription = { questions: { cursor: string, kind: ChangeKind, question: { id: string, kind: QuestionKind, question: string, options: Array<string>, answerers: Array<string>, status: QuestionStatus, answer: string | null, answeredBy: string | null, answeredVia: string | null, askedAt: string, answeredAt: string | null, expiresAt: string | null, defaultAnswer: string | null, event: { id: string }, task: { id: string } | null } | null } };

export type QuestionStateFragment = { id: string, kind: QuestionKind, question: string, options: Array<string>, answerers: Array<string>, status: QuestionStatus, answer: string | null, answeredBy: string | null, answeredVia: string | null, askedAt: string, answeredAt: string | null, expiresAt: string | null, defaultAnswer: string | null, event: { id: string }, task: { id: string } | null };

export type TasksQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  agent?: string | null | undefined;
  statuses?: Array<TaskStatus> | TaskStatus | null | undefined;
}>;


export type TasksQuery = { tasks: { totalCount: number | null, edges: Array<{ cursor: string, node: { id: string, agent: string, status: TaskStatus, attempt: number, claimedBy: string | null, leaseUntil: string | null, progress: string | null, error: string | null, createdAt: string, updatedAt: string } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null, hasPreviousPage: boolean, startCursor: string | null } } };

export type TaskQueryVariables = Exact<{
  id: string;
}>;


export type TaskQuery = { task: { prompt: string, result: unknown, id: string, agent: string, status: TaskStatus, attempt: number, claimedBy: string | null, leaseUntil: string | null, progress: string | null, error: string | null, createdAt: string, updatedAt: string, event: { id: string, provider: Provider, eventType: string, deliveryId: string, status: EventStatus, statusReason: string | null, receivedAt: string, webhook: { id: string, name: string }, subject: { title: string | null, actor: string | null, actorTrust: ActorTrust, thread: string | null, url: string | null } | null } | null } | null };

export type AgentsQueryVariables = Exact<{ [key: string]: never; }>;


export type AgentsQuery = { agents: Array<{ name: string, queued: number, claimed: number, lastSeenAt: string | null }> };

export type ClaimTaskMutationVariables = Exact<{
  agent: string;
  leaseSeconds?: number;
  waitSeconds?: number;
}>;


export type ClaimTaskMutation = { claimTask:
    | { __typename: 'ClaimTaskPayload', leaseToken: string | null, task: { prompt: string, id: string, agent: string, status: TaskStatus, attempt: number, claimedBy: string | null, leaseUntil: string | null, progress: string | null, error: string | null, createdAt: string, updatedAt: string, event: { id: string, provider: Provider, eventType: string, deliveryId: string, status: EventStatus, statusReason: string | null, receivedAt: string, subject: { body: string | null, title: string | null, actor: string | null, actorTrust: ActorTrust, thread: string | null, url: string | null } | null, webhook: { id: string, name: string } } | null } | null }
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'InvalidInput', code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
   };

export type HeartbeatTaskMutationVariables = Exact<{
  id: string;
  leaseToken: string;
  progress?: string | null | undefined;
}>;


export type HeartbeatTaskMutation = { heartbeatTask:
    | { __typename: 'Conflict', code: string, message: string }
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'InvalidInput', code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'NotFound', code: string, message: string }
    | { __typename: 'TaskPayload', task: { id: string, agent: string, status: TaskStatus, attempt: number, claimedBy: string | null, leaseUntil: string | null, progress: string | null, error: string | null, createdAt: string, updatedAt: string } }
   };

export type CompleteTaskMutationVariables = Exact<{
  id: string;
  leaseToken: string;
  result?: unknown;
  reply?: string | null | undefined;
}>;


export type CompleteTaskMutation = { completeTask:
    | { __typename: 'Conflict', code: string, message: string }
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'InvalidInput', code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'NotFound', code: string, message: string }
    | { __typename: 'TaskPayload', task: { id: string, agent: string, status: TaskStatus, attempt: number, claimedBy: string | null, leaseUntil: string | null, progress: string | null, error: string | null, createdAt: string, updatedAt: string } }
   };

export type FailTaskMutationVariables = Exact<{
  id: string;
  leaseToken: string;
  error: string;
  retry?: boolean;
}>;


export type FailTaskMutation = { failTask:
    | { __typename: 'Conflict', code: string, message: string }
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'InvalidInput', code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'NotFound', code: string, message: string }
    | { __typename: 'TaskPayload', task: { id: string, agent: string, status: TaskStatus, attempt: number, claimedBy: string | null, leaseUntil: string | null, progress: string | null, error: string | null, createdAt: string, updatedAt: string } }
   };

export type ReleaseTaskMutationVariables = Exact<{
  id: string;
  leaseToken: string;
}>;


export type ReleaseTaskMutation = { releaseTask:
    | { __typename: 'Conflict', code: string, message: string }
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'InvalidInput', code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'NotFound', code: string, message: string }
    | { __typename: 'TaskPayload', task: { id: string, agent: string, status: TaskStatus, attempt: number, claimedBy: string | null, leaseUntil: string | null, progress: string | null, error: string | null, createdAt: string, updatedAt: string } }
   };

export type CancelTaskMutationVariables = Exact<{
  id: string;
}>;


export type CancelTaskMutation = { cancelTask:
    | { __typename: 'Conflict', code: string, message: string }
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'InvalidInput', code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'NotFound', code: string, message: string }
    | { __typename: 'TaskPayload', task: { id: string, agent: string, status: TaskStatus, attempt: number, claimedBy: string | null, leaseUntil: string | null, progress: string | null, error: string | null, createdAt: string, updatedAt: string } }
   };

export type RequeueTaskMutationVariables = Exact<{
  id: string;
}>;


export type RequeueTaskMutation = { requeueTask:
    | { __typename: 'Conflict', code: string, message: string }
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'InvalidInput', code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'NotFound', code: string, message: string }
    | { __typename: 'TaskPayload', task: { id: string, agent: string, status: TaskStatus, attempt: number, claimedBy: string | null, leaseUntil: string | null, progress: string | null, error: string | null, createdAt: string, updatedAt: string } }
   };

export type TaskStreamSubscriptionVariables = Exact<{
  after?: string | null | undefined;
  agent?: string | null | undefined;
}>;


export type TaskStreamSubscription = { tasks: { cursor: string, kind: ChangeKind, task: { id: string, agent: string, status: TaskStatus, attempt: number, claimedBy: string | null, leaseUntil: string | null, progress: string | null, error: string | null, createdAt: string, updatedAt: string } | null } };

export type TaskStateFragment = { id: string, agent: string, status: TaskStatus, attempt: number, claimedBy: string | null, leaseUntil: string | null, progress: string | null, error: string | null, createdAt: string, updatedAt: string };

export type ClaimedTaskFragment = { prompt: string, id: string, agent: string, status: TaskStatus, attempt: number, claimedBy: string | null, leaseUntil: string | null, progress: string | null, error: string | null, createdAt: string, updatedAt: string, event: { id: string, provider: Provider, eventType: string, deliveryId: string, status: EventStatus, statusReason: string | null, receivedAt: string, subject: { body: string | null, title: string | null, actor: string | null, actorTrust: ActorTrust, thread: string | null, url: string | null } | null, webhook: { id: string, name: string } } | null };

export type WebhooksQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  provider?: Provider | null | undefined;
  enabled?: boolean | null | undefined;
  search?: string | null | undefined;
}>;


export type WebhooksQuery = { webhooks: { totalCount: number | null, edges: Array<{ cursor: string, node: { id: string, name: string, provider: Provider, endpoint: string, url: string, enabled: boolean, hasSecret: boolean, version: number, createdBy: string, createdAt: string, updatedAt: string, deletedAt: string | null } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null, hasPreviousPage: boolean, startCursor: string | null } } };

export type WebhookConfigurationsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type WebhookConfigurationsQuery = { webhooks: { edges: Array<{ node: { allowUnsigned: boolean, allowedIps: Array<string>, rateLimitPerMinute: number | null, replayGuard: boolean, scheme: unknown, id: string, name: string, provider: Provider, endpoint: string, url: string, enabled: boolean, hasSecret: boolean, version: number, createdBy: string, createdAt: string, updatedAt: string, deletedAt: string | null, commands: Array<{ id: string, trigger: string, conditions: unknown, template: string, action: ActionKind, agent: string | null, target: string | null, priority: number, stop: boolean, coalesce: Coalesce, maxConcurrent: number | null, enabled: boolean }> } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null, hasPreviousPage: boolean, startCursor: string | null } } };

export type WebhookQueryVariables = Exact<{
  id: string;
}>;


export type WebhookQuery = { webhook: { allowUnsigned: boolean, allowedIps: Array<string>, rateLimitPerMinute: number | null, replayGuard: boolean, scheme: unknown, id: string, name: string, provider: Provider, endpoint: string, url: string, enabled: boolean, hasSecret: boolean, version: number, createdBy: string, createdAt: string, updatedAt: string, deletedAt: string | null, breakers: Array<{ thread: string | null, openedAt: string, reason: string }>, secrets: Array<{ id: string, hint: string, createdAt: string, expiresAt: string | null, lastUsedAt: string | null }>, credentialStatus: { kind: string, baseUrl: string, ok: boolean, missing: Array<string>, message: string | null, checkedAt: string } | null, commands: Array<{ id: string, trigger: string, conditions: unknown, template: string, action: ActionKind, agent: string | null, target: string | null, priority: number, stop: boolean, coalesce: Coalesce, maxConcurrent: number | null, enabled: boolean }> } | null };

export type WebhookVersionsQueryVariables = Exact<{
  id: string;
}>;


export type WebhookVersionsQuery = { webhook: { versions: Array<{ version: number, at: string, by: string, config: unknown }> } | null };

export type WebhookStatsQueryVariables = Exact<{
  id: string;
  window?: StatsWindow;
}>;


export type WebhookStatsQuery = { webhook: { stats: { received: number, matched: number, failed: number, refused: number, series: Array<{ at: string, received: number, failed: number, refused: number }> } } | null };

export type RefusedDeliveriesQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  webhookId?: string | null | undefined;
}>;


export type RefusedDeliveriesQuery = { refusedDeliveries: { totalCount: number | null, edges: Array<{ cursor: string, node: { id: string, at: string, code: string, reason: string, status: number, headers: unknown, remoteAddress: string, webhook: { id: string } | null } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null, hasPreviousPage: boolean, startCursor: string | null } } };

export type CreateWebhookMutationVariables = Exact<{
  input: CreateWebhookInput;
}>;


export type CreateWebhookMutation = { createWebhook:
    | { __typename: 'Conflict', code: string, message: string }
    | { __typename: 'CreateWebhookPayload', secret: string | null, webhook: { allowUnsigned: boolean, allowedIps: Array<string>, rateLimitPerMinute: number | null, replayGuard: boolean, scheme: unknown, id: string, name: string, provider: Provider, endpoint: string, url: string, enabled: boolean, hasSecret: boolean, version: number, createdBy: string, createdAt: string, updatedAt: string, deletedAt: string | null, commands: Array<{ id: string, trigger: string, conditions: unknown, template: string, action: ActionKind, agent: string | null, target: string | null, priority: number, stop: boolean, coalesce: Coalesce, maxConcurrent: number | null, enabled: boolean }> } }
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'InvalidInput', code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'Proposed', code: string, message: string, proposal: { id: string } }
   };

export type UpdateWebhookMutationVariables = Exact<{
  input: UpdateWebhookInput;
}>;


export type UpdateWebhookMutation = { updateWebhook:
    | { __typename: 'Conflict', code: string, message: string }
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'InvalidInput', code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'NotFound', code: string, message: string }
    | { __typename: 'Proposed', code: string, message: string, proposal: { id: string } }
    | { __typename: 'UpdateWebhookPayload', webhook: { allowUnsigned: boolean, allowedIps: Array<string>, rateLimitPerMinute: number | null, replayGuard: boolean, scheme: unknown, id: string, name: string, provider: Provider, endpoint: string, url: string, enabled: boolean, hasSecret: boolean, version: number, createdBy: string, createdAt: string, updatedAt: string, deletedAt: string | null, commands: Array<{ id: string, trigger: string, conditions: unknown, template: string, action: ActionKind, agent: string | null, target: string | null, priority: number, stop: boolean, coalesce: Coalesce, maxConcurrent: number | null, enabled: boolean }> } }
   };

export type EnableWebhookMutationVariables = Exact<{
  id: string;
}>;


export type EnableWebhookMutation = { enableWebhook:
    | { __typename: 'Conflict', code: string, message: string }
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'InvalidInput', code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'NotFound', code: string, message: string }
    | { __typename: 'Proposed', code: string, message: string, proposal: { id: string } }
    | { __typename: 'UpdateWebhookPayload', webhook: { allowUnsigned: boolean, allowedIps: Array<string>, rateLimitPerMinute: number | null, replayGuard: boolean, scheme: unknown, id: string, name: string, provider: Provider, endpoint: string, url: string, enabled: boolean, hasSecret: boolean, version: number, createdBy: string, createdAt: string, updatedAt: string, deletedAt: string | null, commands: Array<{ id: string, trigger: string, conditions: unknown, template: string, action: ActionKind, agent: string | null, target: string | null, priority: number, stop: boolean, coalesce: Coalesce, maxConcurrent: number | null, enabled: boolean }> } }
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
    | { __typename: 'UpdateWebhookPayload', webhook: { allowUnsigned: boolean, allowedIps: Array<string>, rateLimitPerMinute: number | null, replayGuard: boolean, scheme: unknown, id: string, name: string, provider: Provider, endpoint: string, url: string, enabled: boolean, hasSecret: boolean, version: number, createdBy: string, createdAt: string, updatedAt: string, deletedAt: string | null, commands: Array<{ id: string, trigger: string, conditions: unknown, template: string, action: ActionKind, agent: string | null, target: string | null, priority: number, stop: boolean, coalesce: Coalesce, maxConcurrent: number | null, enabled: boolean }> } }
   };

export type RevertWebhookMutationVariables = Exact<{
  id: string;
  version: number;
}>;


export type RevertWebhookMutation = { revertWebhook:
    | { __typename: 'Conflict', code: string, message: string }
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'InvalidInput', code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'NotFound', code: string, message: string }
    | { __typename: 'Proposed', code: string, message: string, proposal: { id: string } }
    | { __typename: 'UpdateWebhookPayload', webhook: { allowUnsigned: boolean, allowedIps: Array<string>, rateLimitPerMinute: number | null, replayGuard: boolean, scheme: unknown, id: string, name: string, provider: Provider, endpoint: string, url: string, enabled: boolean, hasSecret: boolean, version: number, createdBy: string, createdAt: string, updatedAt: string, deletedAt: string | null, commands: Array<{ id: string, trigger: string, conditions: unknown, template: string, action: ActionKind, agent: string | null, target: string | null, priority: number, stop: boolean, coalesce: Coalesce, maxConcurrent: number | null, enabled: boolean }> } }
   };

export type ResetBreakerMutationVariables = Exact<{
  webhookId: string;
  thread?: string | null | undefined;
}>;


export type ResetBreakerMutation = { resetBreaker:
    | { __typename: 'Conflict', code: string, message: string }
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'InvalidInput', code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'NotFound', code: string, message: string }
    | { __typename: 'Proposed', code: string, message: string, proposal: { id: string } }
    | { __typename: 'UpdateWebhookPayload', webhook: { allowUnsigned: boolean, allowedIps: Array<string>, rateLimitPerMinute: number | null, replayGuard: boolean, scheme: unknown, id: string, name: string, provider: Provider, endpoint: string, url: string, enabled: boolean, hasSecret: boolean, version: number, createdBy: string, createdAt: string, updatedAt: string, deletedAt: string | null, commands: Array<{ id: string, trigger: string, conditions: unknown, template: string, action: ActionKind, agent: string | null, target: string | null, priority: number, stop: boolean, coalesce: Coalesce, maxConcurrent: number | null, enabled: boolean }> } }
   };

export type DeleteWebhookMutationVariables = Exact<{
  id: string;
}>;


export type DeleteWebhookMutation = { deleteWebhook:
    | { __typename: 'Conflict', code: string, message: string }
    | { __typename: 'DeleteWebhookPayload', deletedId: string }
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'NotFound', code: string, message: string }
    | { __typename: 'Proposed', code: string, message: string, proposal: { id: string } }
   };

export type RotateWebhookSecretMutationVariables = Exact<{
  id: string;
  secret?: string | null | undefined;
  overlapSeconds?: number;
}>;


export type RotateWebhookSecretMutation = { rotateWebhookSecret:
    | { __typename: 'Conflict', code: string, message: string }
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'InvalidInput', code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'NotFound', code: string, message: string }
    | { __typename: 'Proposed', code: string, message: string, proposal: { id: string } }
    | { __typename: 'RotateWebhookSecretPayload', secret: string, webhook: { allowUnsigned: boolean, allowedIps: Array<string>, rateLimitPerMinute: number | null, replayGuard: boolean, scheme: unknown, id: string, name: string, provider: Provider, endpoint: string, url: string, enabled: boolean, hasSecret: boolean, version: number, createdBy: string, createdAt: string, updatedAt: string, deletedAt: string | null, commands: Array<{ id: string, trigger: string, conditions: unknown, template: string, action: ActionKind, agent: string | null, target: string | null, priority: number, stop: boolean, coalesce: Coalesce, maxConcurrent: number | null, enabled: boolean }> } }
   };

export type WebhookStreamSubscriptionVariables = Exact<{
  after?: string | null | undefined;
}>;


export type WebhookStreamSubscription = { webhooks: { cursor: string, kind: ChangeKind, webhookId: string | null, webhook: { id: string, name: string, provider: Provider, endpoint: string, url: string, enabled: boolean, hasSecret: boolean, version: number, createdBy: string, createdAt: string, updatedAt: string, deletedAt: string | null } | null } };

export type WebhookSummaryFragment = { id: string, name: string, provider: Provider, endpoint: string, url: string, enabled: boolean, hasSecret: boolean, version: number, createdBy: string, createdAt: string, updatedAt: string, deletedAt: string | null };

export type WebhookStateFragment = { allowUnsigned: boolean, allowedIps: Array<string>, rateLimitPerMinute: number | null, replayGuard: boolean, scheme: unknown, id: string, name: string, provider: Provider, endpoint: string, url: string, enabled: boolean, hasSecret: boolean, version: number, createdBy: string, createdAt: string, updatedAt: string, deletedAt: string | null, commands: Array<{ id: string, trigger: string, conditions: unknown, template: string, action: ActionKind, agent: string | null, target: string | null, priority: number, stop: boolean, coalesce: Coalesce, maxConcurrent: number | null, enabled: boolean }> };

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
export const ActionStateFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment ActionState on Action {
  id
  kind
  status
  agent
  requestedBy
  text
  url
  way
  createdAt
  nextAttemptAt
  finishedAt
  event {
    id
  }
}
    `, {"fragmentName":"ActionState"}) as unknown as TypedDocumentString<ActionStateFragment, unknown>;
export const ApiKeyStateFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment ApiKeyState on ApiKey {
  id
  name
  role
  agent
  webhookIds
  hint
  createdAt
  expiresAt
  lastUsedAt
  revokedAt
}
    `, {"fragmentName":"ApiKeyState"}) as unknown as TypedDocumentString<ApiKeyStateFragment, unknown>;
export const CredentialStateFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment CredentialState on CredentialStatus {
  kind
  baseUrl
  ok
  missing
  message
  checkedAt
}
    `, {"fragmentName":"CredentialState"}) as unknown as TypedDocumentString<CredentialStateFragment, unknown>;
export const ForwardTargetStateFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment ForwardTargetState on ForwardTarget {
  url
  hint
  createdAt
  createdBy
  disabledAt
  disabledReason
}
    `, {"fragmentName":"ForwardTargetState"}) as unknown as TypedDocumentString<ForwardTargetStateFragment, unknown>;
export const PreviewStateFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment PreviewState on PreviewResult {
  matched
  rendered
  event {
    id
    eventType
  }
  trace {
    path
    expected
    actual
    held
  }
}
    `, {"fragmentName":"PreviewState"}) as unknown as TypedDocumentString<PreviewStateFragment, unknown>;
export const PageStateFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment PageState on PageInfo {
  hasNextPage
  endCursor
  hasPreviousPage
  startCursor
}
    `, {"fragmentName":"PageState"}) as unknown as TypedDocumentString<PageStateFragment, unknown>;
export const FailureFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment Failure on Error {
  code
  message
  ... on InvalidInput {
    issues {
      path
      message
    }
  }
  ... on ProviderFailure {
    provider
    retryable
  }
  ... on Proposed {
    proposal {
      id
    }
  }
}
    `, {"fragmentName":"Failure"}) as unknown as TypedDocumentString<FailureFragment, unknown>;
export const ProposalStateFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment ProposalState on Proposal {
  id
  proposedBy
  agent
  summary
  change
  status
  decidedBy
  reason
  createdAt
  decidedAt
  expiresAt
}
    `, {"fragmentName":"ProposalState"}) as unknown as TypedDocumentString<ProposalStateFragment, unknown>;
export const PolicyStateFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment PolicyState on AgentPolicy {
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
    `, {"fragmentName":"PolicyState"}) as unknown as TypedDocumentString<PolicyStateFragment, unknown>;
export const QuestionStateFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment QuestionState on Question {
  id
  kind
  question
  options
  answerers
  status
  answer
  answeredBy
  answeredVia
  askedAt
  answeredAt
  expiresAt
  defaultAnswer
  event {
    id
  }
  task {
    id
  }
}
    `, {"fragmentName":"QuestionState"}) as unknown as TypedDocumentString<QuestionStateFragment, unknown>;
export const TaskStateFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment TaskState on Task {
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
}
    `, {"fragmentName":"TaskState"}) as unknown as TypedDocumentString<TaskStateFragment, unknown>;
export const EventSummaryFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment EventSummary on WebhookEvent {
  id
  provider
  eventType
  deliveryId
  status
  statusReason
  receivedAt
  webhook {
    id
    name
  }
  subject {
    title
    actor
    actorTrust
    thread
    url
  }
}
    `, {"fragmentName":"EventSummary"}) as unknown as TypedDocumentString<EventSummaryFragment, unknown>;
export const ClaimedTaskFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment ClaimedTask on Task {
  ...TaskState
  prompt
  event {
    ...EventSummary
    subject {
      body
    }
  }
}
    fragment EventSummary on WebhookEvent {
  id
  provider
  eventType
  deliveryId
  status
  statusReason
  receivedAt
  webhook {
    id
    name
  }
  subject {
    title
    actor
    actorTrust
    thread
    url
  }
}
fragment TaskState on Task {
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
}`, {"fragmentName":"ClaimedTask"}) as unknown as TypedDocumentString<ClaimedTaskFragment, unknown>;
export const WebhookSummaryFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment WebhookSummary on Webhook {
  id
  name
  provider
  endpoint
  url
  enabled
  hasSecret
  version
  createdBy
  createdAt
  updatedAt
  deletedAt
}
    `, {"fragmentName":"WebhookSummary"}) as unknown as TypedDocumentString<WebhookSummaryFragment, unknown>;
export const CommandStateFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment CommandState on Command {
  id
  trigger
  conditions
  template
  action
  agent
  target
  priority
  stop
  coalesce
  maxConcurrent
  enabled
}
    `, {"fragmentName":"CommandState"}) as unknown as TypedDocumentString<CommandStateFragment, unknown>;
export const WebhookStateFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment WebhookState on Webhook {
  ...WebhookSummary
  allowUnsigned
  allowedIps
  rateLimitPerMinute
  replayGuard
  scheme
  commands {
    ...CommandState
  }
}
    fragment CommandState on Command {
  id
  trigger
  conditions
  template
  action
  agent
  target
  priority
  stop
  coalesce
  maxConcurrent
  enabled
}
fragment WebhookSummary on Webhook {
  id
  name
  provider
  endpoint
  url
  enabled
  hasSecret
  version
  createdBy
  createdAt
  updatedAt
  deletedAt
}`, {"fragmentName":"WebhookState"}) as unknown as TypedDocumentString<WebhookStateFragment, unknown>;
export const ActionsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Actions($first: Int, $after: String, $last: Int, $before: String, $eventId: ID, $statuses: [ActionStatus!]) {
  actions(
    first: $first
    after: $after
    last: $last
    before: $before
    eventId: $eventId
    statuses: $statuses
  ) {
    edges {
      cursor
      node {
        ...ActionState
      }
    }
    pageInfo {
      ...PageState
    }
    totalCount
  }
}
    fragment ActionState on Action {
  id
  kind
  status
  agent
  requestedBy
  text
  url
  way
  createdAt
  nextAttemptAt
  finishedAt
  event {
    id
  }
}
fragment PageState on PageInfo {
  hasNextPage
  endCursor
  hasPreviousPage
  startCursor
}`) as unknown as TypedDocumentString<ActionsQuery, ActionsQueryVariables>;
export const ActionDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Action($id: ID!) {
  node(id: $id) {
    __typename
    ... on Action {
      ...ActionState
      attempts {
        number
        at
        durationMs
        statusCode
        response
        error
      }
    }
  }
}
    fragment ActionState on Action {
  id
  kind
  status
  agent
  requestedBy
  text
  url
  way
  createdAt
  nextAttemptAt
  finishedAt
  event {
    id
  }
}`) as unknown as TypedDocumentString<ActionQuery, ActionQueryVariables>;
export const CommentDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation Comment($eventId: ID!, $message: String!) {
  comment(eventId: $eventId, message: $message) {
    __typename
    ... on ActionPayload {
      action {
        ...ActionState
      }
    }
    ...Failure
  }
}
    fragment ActionState on Action {
  id
  kind
  status
  agent
  requestedBy
  text
  url
  way
  createdAt
  nextAttemptAt
  finishedAt
  event {
    id
  }
}
fragment Failure on Error {
  code
  message
  ... on InvalidInput {
    issues {
      path
      message
    }
  }
  ... on ProviderFailure {
    provider
    retryable
  }
  ... on Proposed {
    proposal {
      id
    }
  }
}`) as unknown as TypedDocumentString<CommentMutation, CommentMutationVariables>;
export const RespondDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation Respond($eventId: ID!, $response: String!) {
  respond(eventId: $eventId, response: $response) {
    __typename
    ... on ActionPayload {
      action {
        ...ActionState
      }
    }
    ...Failure
  }
}
    fragment ActionState on Action {
  id
  kind
  status
  agent
  requestedBy
  text
  url
  way
  createdAt
  nextAttemptAt
  finishedAt
  event {
    id
  }
}
fragment Failure on Error {
  code
  message
  ... on InvalidInput {
    issues {
      path
      message
    }
  }
  ... on ProviderFailure {
    provider
    retryable
  }
  ... on Proposed {
    proposal {
      id
    }
  }
}`) as unknown as TypedDocumentString<RespondMutation, RespondMutationVariables>;
export const ForwardDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation Forward($eventId: ID!, $target: String!) {
  forward(eventId: $eventId, target: $target) {
    __typename
    ... on ActionPayload {
      action {
        ...ActionState
      }
    }
    ...Failure
  }
}
    fragment ActionState on Action {
  id
  kind
  status
  agent
  requestedBy
  text
  url
  way
  createdAt
  nextAttemptAt
  finishedAt
  event {
    id
  }
}
fragment Failure on Error {
  code
  message
  ... on InvalidInput {
    issues {
      path
      message
    }
  }
  ... on ProviderFailure {
    provider
    retryable
  }
  ... on Proposed {
    proposal {
      id
    }
  }
}`) as unknown as TypedDocumentString<ForwardMutation, ForwardMutationVariables>;
export const RetryActionDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation RetryAction($id: ID!) {
  retryAction(id: $id) {
    __typename
    ... on ActionPayload {
      action {
        ...ActionState
      }
    }
    ...Failure
  }
}
    fragment ActionState on Action {
  id
  kind
  status
  agent
  requestedBy
  text
  url
  way
  createdAt
  nextAttemptAt
  finishedAt
  event {
    id
  }
}
fragment Failure on Error {
  code
  message
  ... on InvalidInput {
    issues {
      path
      message
    }
  }
  ... on ProviderFailure {
    provider
    retryable
  }
  ... on Proposed {
    proposal {
      id
    }
  }
}`) as unknown as TypedDocumentString<RetryActionMutation, RetryActionMutationVariables>;
export const ActionStreamDocument = /*#__PURE__*/ new TypedDocumentString(`
    subscription ActionStream($after: FeedCursor, $eventId: ID) {
  actions(after: $after, eventId: $eventId) {
    cursor
    kind
    action {
      ...ActionState
    }
  }
}
    fragment ActionState on Action {
  id
  kind
  status
  agent
  requestedBy
  text
  url
  way
  createdAt
  nextAttemptAt
  finishedAt
  event {
    id
  }
}`) as unknown as TypedDocumentString<ActionStreamSubscription, ActionStreamSubscriptionVariables>;
export const ViewerDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Viewer {
  viewer {
    name
    role
    agent
  }
}
    `) as unknown as TypedDocumentString<ViewerQuery, ViewerQueryVariables>;
export const HealthDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Health {
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
}
    `) as unknown as TypedDocumentString<HealthQuery, HealthQueryVariables>;
export const ProvidersDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Providers {
  providers {
    provider
    signature
    issuesSecret
    setup
    eventTypes
    variables
    repliesBy
    credentials
  }
}
    `) as unknown as TypedDocumentString<ProvidersQuery, ProvidersQueryVariables>;
export const ApiKeysDocument = /*#__PURE__*/ new TypedDocumentString(`
    query ApiKeys {
  apiKeys {
    ...ApiKeyState
  }
}
    fragment ApiKeyState on ApiKey {
  id
  name
  role
  agent
  webhookIds
  hint
  createdAt
  expiresAt
  lastUsedAt
  revokedAt
}`) as unknown as TypedDocumentString<ApiKeysQuery, ApiKeysQueryVariables>;
export const CreateApiKeyDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation CreateApiKey($name: String!, $role: Role!, $agent: String, $webhookIds: [ID!], $expiresAt: DateTime) {
  createApiKey(
    name: $name
    role: $role
    agent: $agent
    webhookIds: $webhookIds
    expiresAt: $expiresAt
  ) {
    __typename
    ... on CreateApiKeyPayload {
      key
      apiKey {
        ...ApiKeyState
      }
    }
    ...Failure
  }
}
    fragment ApiKeyState on ApiKey {
  id
  name
  role
  agent
  webhookIds
  hint
  createdAt
  expiresAt
  lastUsedAt
  revokedAt
}
fragment Failure on Error {
  code
  message
  ... on InvalidInput {
    issues {
      path
      message
    }
  }
  ... on ProviderFailure {
    provider
    retryable
  }
  ... on Proposed {
    proposal {
      id
    }
  }
}`) as unknown as TypedDocumentString<CreateApiKeyMutation, CreateApiKeyMutationVariables>;
export const RevokeApiKeyDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation RevokeApiKey($id: ID!) {
  revokeApiKey(id: $id) {
    __typename
    ... on RevokeApiKeyPayload {
      apiKey {
        ...ApiKeyState
      }
    }
    ...Failure
  }
}
    fragment ApiKeyState on ApiKey {
  id
  name
  role
  agent
  webhookIds
  hint
  createdAt
  expiresAt
  lastUsedAt
  revokedAt
}
fragment Failure on Error {
  code
  message
  ... on InvalidInput {
    issues {
      path
      message
    }
  }
  ... on ProviderFailure {
    provider
    retryable
  }
  ... on Proposed {
    proposal {
      id
    }
  }
}`) as unknown as TypedDocumentString<RevokeApiKeyMutation, RevokeApiKeyMutationVariables>;
export const AuditLogDocument = /*#__PURE__*/ new TypedDocumentString(`
    query AuditLog($first: Int, $after: String, $last: Int, $before: String, $actor: String, $verb: String) {
  auditLog(
    first: $first
    after: $after
    last: $last
    before: $before
    actor: $actor
    verb: $verb
  ) {
    edges {
      cursor
      node {
        id
        at
        actor
        verb
        subject
        detail
      }
    }
    pageInfo {
      ...PageState
    }
    totalCount
  }
}
    fragment PageState on PageInfo {
  hasNextPage
  endCursor
  hasPreviousPage
  startCursor
}`) as unknown as TypedDocumentString<AuditLogQuery, AuditLogQueryVariables>;
export const VerifyAuditDocument = /*#__PURE__*/ new TypedDocumentString(`
    query VerifyAudit {
  verifyAudit {
    ok
    entries
    firstBadId
    reason
  }
}
    `) as unknown as TypedDocumentString<VerifyAuditQuery, VerifyAuditQueryVariables>;
export const ForwardTargetsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query ForwardTargets {
  forwardTargets {
    ...ForwardTargetState
  }
}
    fragment ForwardTargetState on ForwardTarget {
  url
  hint
  createdAt
  createdBy
  disabledAt
  disabledReason
}`) as unknown as TypedDocumentString<ForwardTargetsQuery, ForwardTargetsQueryVariables>;
export const SetForwardTargetDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation SetForwardTarget($url: String!, $secret: String, $makeSecret: Boolean, $overlapSeconds: Int, $enabled: Boolean) {
  setForwardTarget(
    url: $url
    secret: $secret
    makeSecret: $makeSecret
    overlapSeconds: $overlapSeconds
    enabled: $enabled
  ) {
    __typename
    ... on ForwardTargetPayload {
      secret
      target {
        ...ForwardTargetState
      }
    }
    ...Failure
  }
}
    fragment ForwardTargetState on ForwardTarget {
  url
  hint
  createdAt
  createdBy
  disabledAt
  disabledReason
}
fragment Failure on Error {
  code
  message
  ... on InvalidInput {
    issues {
      path
      message
    }
  }
  ... on ProviderFailure {
    provider
    retryable
  }
  ... on Proposed {
    proposal {
      id
    }
  }
}`) as unknown as TypedDocumentString<SetForwardTargetMutation, SetForwardTargetMutationVariables>;
export const SetProviderCredentialsDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation SetProviderCredentials($provider: Provider!, $credentials: JSON!) {
  setProviderCredentials(provider: $provider, credentials: $credentials) {
    __typename
    ... on CredentialPayload {
      status {
        ...CredentialState
      }
    }
    ...Failure
  }
}
    fragment CredentialState on CredentialStatus {
  kind
  baseUrl
  ok
  missing
  message
  checkedAt
}
fragment Failure on Error {
  code
  message
  ... on InvalidInput {
    issues {
      path
      message
    }
  }
  ... on ProviderFailure {
    provider
    retryable
  }
  ... on Proposed {
    proposal {
      id
    }
  }
}`) as unknown as TypedDocumentString<SetProviderCredentialsMutation, SetProviderCredentialsMutationVariables>;
export const AddCommandDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation AddCommand($webhookId: ID!, $command: CommandInput!) {
  addCommand(webhookId: $webhookId, command: $command) {
    __typename
    ... on CommandPayload {
      command {
        ...CommandState
      }
    }
    ...Failure
  }
}
    fragment CommandState on Command {
  id
  trigger
  conditions
  template
  action
  agent
  target
  priority
  stop
  coalesce
  maxConcurrent
  enabled
}
fragment Failure on Error {
  code
  message
  ... on InvalidInput {
    issues {
      path
      message
    }
  }
  ... on ProviderFailure {
    provider
    retryable
  }
  ... on Proposed {
    proposal {
      id
    }
  }
}`) as unknown as TypedDocumentString<AddCommandMutation, AddCommandMutationVariables>;
export const UpdateCommandDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation UpdateCommand($input: UpdateCommandInput!) {
  updateCommand(input: $input) {
    __typename
    ... on CommandPayload {
      command {
        ...CommandState
      }
    }
    ...Failure
  }
}
    fragment CommandState on Command {
  id
  trigger
  conditions
  template
  action
  agent
  target
  priority
  stop
  coalesce
  maxConcurrent
  enabled
}
fragment Failure on Error {
  code
  message
  ... on InvalidInput {
    issues {
      path
      message
    }
  }
  ... on ProviderFailure {
    provider
    retryable
  }
  ... on Proposed {
    proposal {
      id
    }
  }
}`) as unknown as TypedDocumentString<UpdateCommandMutation, UpdateCommandMutationVariables>;
export const DeleteCommandDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation DeleteCommand($id: ID!) {
  deleteCommand(id: $id) {
    __typename
    ... on DeleteCommandPayload {
      deletedId
    }
    ...Failure
  }
}
    fragment Failure on Error {
  code
  message
  ... on InvalidInput {
    issues {
      path
      message
    }
  }
  ... on ProviderFailure {
    provider
    retryable
  }
  ... on Proposed {
    proposal {
      id
    }
  }
}`) as unknown as TypedDocumentString<DeleteCommandMutation, DeleteCommandMutationVariables>;
export const PreviewCommandDocument = /*#__PURE__*/ new TypedDocumentString(`
    query PreviewCommand($webhookId: ID!, $command: CommandInput!, $last: Int! = 100, $eventIds: [ID!]) {
  previewCommand(
    webhookId: $webhookId
    command: $command
    last: $last
    eventIds: $eventIds
  ) {
    tried
    matched
    results {
      ...PreviewState
    }
  }
}
    fragment PreviewState on PreviewResult {
  matched
  rendered
  event {
    id
    eventType
  }
  trace {
    path
    expected
    actual
    held
  }
}`) as unknown as TypedDocumentString<PreviewCommandQuery, PreviewCommandQueryVariables>;
export const PreviewStreamDocument = /*#__PURE__*/ new TypedDocumentString(`
    subscription PreviewStream($webhookId: ID!, $command: CommandInput!, $last: Int! = 10000) {
  previewCommand(webhookId: $webhookId, command: $command, last: $last) {
    tried
    of
    matched
    done
    results {
      ...PreviewState
    }
  }
}
    fragment PreviewState on PreviewResult {
  matched
  rendered
  event {
    id
    eventType
  }
  trace {
    path
    expected
    actual
    held
  }
}`) as unknown as TypedDocumentString<PreviewStreamSubscription, PreviewStreamSubscriptionVariables>;
export const EventsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Events($first: Int, $after: String, $last: Int, $before: String, $where: EventFilter) {
  events(
    first: $first
    after: $after
    last: $last
    before: $before
    where: $where
  ) {
    edges {
      cursor
      node {
        ...EventSummary
      }
    }
    pageInfo {
      ...PageState
    }
    totalCount
  }
}
    fragment EventSummary on WebhookEvent {
  id
  provider
  eventType
  deliveryId
  status
  statusReason
  receivedAt
  webhook {
    id
    name
  }
  subject {
    title
    actor
    actorTrust
    thread
    url
  }
}
fragment PageState on PageInfo {
  hasNextPage
  endCursor
  hasPreviousPage
  startCursor
}`) as unknown as TypedDocumentString<EventsQuery, EventsQueryVariables>;
export const EventDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Event($id: ID!) {
  event(id: $id) {
    ...EventSummary
    subject {
      body
    }
    verification
    headers
    payload
    payloadState
    processedAt
    responseSent
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
      }
      trace {
        path
        expected
        actual
        held
      }
    }
    actions {
      ...ActionState
    }
    tasks {
      ...TaskState
    }
    questions {
      ...QuestionState
    }
  }
}
    fragment ActionState on Action {
  id
  kind
  status
  agent
  requestedBy
  text
  url
  way
  createdAt
  nextAttemptAt
  finishedAt
  event {
    id
  }
}
fragment EventSummary on WebhookEvent {
  id
  provider
  eventType
  deliveryId
  status
  statusReason
  receivedAt
  webhook {
    id
    name
  }
  subject {
    title
    actor
    actorTrust
    thread
    url
  }
}
fragment QuestionState on Question {
  id
  kind
  question
  options
  answerers
  status
  answer
  answeredBy
  answeredVia
  askedAt
  answeredAt
  expiresAt
  defaultAnswer
  event {
    id
  }
  task {
    id
  }
}
fragment TaskState on Task {
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
}`) as unknown as TypedDocumentString<EventQuery, EventQueryVariables>;
export const EventDeliveryDocument = /*#__PURE__*/ new TypedDocumentString(`
    query EventDelivery($id: ID!) {
  event(id: $id) {
    id
    payloadState
    rawBody
    headers
  }
}
    `) as unknown as TypedDocumentString<EventDeliveryQuery, EventDeliveryQueryVariables>;
export const ReplayEventDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation ReplayEvent($id: ID!) {
  replayEvent(id: $id) {
    __typename
    ... on ReplayEventPayload {
      event {
        ...EventSummary
      }
    }
    ...Failure
  }
}
    fragment EventSummary on WebhookEvent {
  id
  provider
  eventType
  deliveryId
  status
  statusReason
  receivedAt
  webhook {
    id
    name
  }
  subject {
    title
    actor
    actorTrust
    thread
    url
  }
}
fragment Failure on Error {
  code
  message
  ... on InvalidInput {
    issues {
      path
      message
    }
  }
  ... on ProviderFailure {
    provider
    retryable
  }
  ... on Proposed {
    proposal {
      id
    }
  }
}`) as unknown as TypedDocumentString<ReplayEventMutation, ReplayEventMutationVariables>;
export const ReplayEventsDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation ReplayEvents($where: EventFilter!) {
  replayEvents(where: $where) {
    __typename
    ... on ReplayEventsPayload {
      count
    }
    ...Failure
  }
}
    fragment Failure on Error {
  code
  message
  ... on InvalidInput {
    issues {
      path
      message
    }
  }
  ... on ProviderFailure {
    provider
    retryable
  }
  ... on Proposed {
    proposal {
      id
    }
  }
}`) as unknown as TypedDocumentString<ReplayEventsMutation, ReplayEventsMutationVariables>;
export const SendTestEventDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation SendTestEvent($webhookId: ID!, $eventType: String!, $payload: JSON) {
  sendTestEvent(webhookId: $webhookId, eventType: $eventType, payload: $payload) {
    __typename
    ... on SendTestEventPayload {
      event {
        ...EventSummary
        tasks {
          id
          agent
          status
        }
      }
    }
    ...Failure
  }
}
    fragment EventSummary on WebhookEvent {
  id
  provider
  eventType
  deliveryId
  status
  statusReason
  receivedAt
  webhook {
    id
    name
  }
  subject {
    title
    actor
    actorTrust
    thread
    url
  }
}
fragment Failure on Error {
  code
  message
  ... on InvalidInput {
    issues {
      path
      message
    }
  }
  ... on ProviderFailure {
    provider
    retryable
  }
  ... on Proposed {
    proposal {
      id
    }
  }
}`) as unknown as TypedDocumentString<SendTestEventMutation, SendTestEventMutationVariables>;
export const EventStreamDocument = /*#__PURE__*/ new TypedDocumentString(`
    subscription EventStream($after: FeedCursor, $where: EventFilter) {
  events(after: $after, where: $where) {
    cursor
    kind
    event {
      ...EventSummary
    }
  }
}
    fragment EventSummary on WebhookEvent {
  id
  provider
  eventType
  deliveryId
  status
  statusReason
  receivedAt
  webhook {
    id
    name
  }
  subject {
    title
    actor
    actorTrust
    thread
    url
  }
}`) as unknown as TypedDocumentString<EventStreamSubscription, EventStreamSubscriptionVariables>;
export const FeedCursorDocument = /*#__PURE__*/ new TypedDocumentString(`
    query FeedCursor {
  feedCursor
}
    `) as unknown as TypedDocumentString<FeedCursorQuery, FeedCursorQueryVariables>;
export const FeedStreamDocument = /*#__PURE__*/ new TypedDocumentString(`
    subscription FeedStream($after: FeedCursor, $kinds: [ChangeKind!]) {
  feed(after: $after, kinds: $kinds) {
    cursor
    kind
    at
    node {
      __typename
      id
      ... on WebhookEvent {
        ...EventSummary
      }
      ... on Task {
        taskAgent: agent
        taskStatus: status
        progress
        error
      }
      ... on Question {
        question
        questionStatus: status
        answer
      }
      ... on Action {
        actionKind: kind
        actionStatus: status
        actionUrl: url
      }
      ... on Webhook {
        name
        enabled
      }
    }
  }
}
    fragment EventSummary on WebhookEvent {
  id
  provider
  eventType
  deliveryId
  status
  statusReason
  receivedAt
  webhook {
    id
    name
  }
  subject {
    title
    actor
    actorTrust
    thread
    url
  }
}`) as unknown as TypedDocumentString<FeedStreamSubscription, FeedStreamSubscriptionVariables>;
export const ProposalsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Proposals($first: Int, $after: String, $statuses: [ProposalStatus!]) {
  proposals(first: $first, after: $after, statuses: $statuses) {
    edges {
      node {
        ...ProposalState
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
    totalCount
  }
}
    fragment ProposalState on Proposal {
  id
  proposedBy
  agent
  summary
  change
  status
  decidedBy
  reason
  createdAt
  decidedAt
  expiresAt
}`) as unknown as TypedDocumentString<ProposalsQuery, ProposalsQueryVariables>;
export const ProposalPreviewDocument = /*#__PURE__*/ new TypedDocumentString(`
    query ProposalPreview($id: ID!, $last: Int! = 20) {
  node(id: $id) {
    ... on Proposal {
      ...ProposalState
      preview(last: $last) {
        tried
        matched
        results {
          matched
          rendered
          event {
            id
            eventType
          }
        }
      }
    }
  }
}
    fragment ProposalState on Proposal {
  id
  proposedBy
  agent
  summary
  change
  status
  decidedBy
  reason
  createdAt
  decidedAt
  expiresAt
}`) as unknown as TypedDocumentString<ProposalPreviewQuery, ProposalPreviewQueryVariables>;
export const ApproveProposalDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation ApproveProposal($id: ID!) {
  approveProposal(id: $id) {
    __typename
    ... on ProposalPayload {
      secret
      proposal {
        ...ProposalState
      }
    }
    ...Failure
  }
}
    fragment Failure on Error {
  code
  message
  ... on InvalidInput {
    issues {
      path
      message
    }
  }
  ... on ProviderFailure {
    provider
    retryable
  }
  ... on Proposed {
    proposal {
      id
    }
  }
}
fragment ProposalState on Proposal {
  id
  proposedBy
  agent
  summary
  change
  status
  decidedBy
  reason
  createdAt
  decidedAt
  expiresAt
}`) as unknown as TypedDocumentString<ApproveProposalMutation, ApproveProposalMutationVariables>;
export const RejectProposalDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation RejectProposal($id: ID!, $reason: String) {
  rejectProposal(id: $id, reason: $reason) {
    __typename
    ... on ProposalPayload {
      proposal {
        ...ProposalState
      }
    }
    ...Failure
  }
}
    fragment Failure on Error {
  code
  message
  ... on InvalidInput {
    issues {
      path
      message
    }
  }
  ... on ProviderFailure {
    provider
    retryable
  }
  ... on Proposed {
    proposal {
      id
    }
  }
}
fragment ProposalState on Proposal {
  id
  proposedBy
  agent
  summary
  change
  status
  decidedBy
  reason
  createdAt
  decidedAt
  expiresAt
}`) as unknown as TypedDocumentString<RejectProposalMutation, RejectProposalMutationVariables>;
export const AskForProposalDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation AskForProposal($proposalId: ID!, $eventId: ID!, $answerers: [String!]) {
  askForProposal(
    proposalId: $proposalId
    eventId: $eventId
    answerers: $answerers
  ) {
    __typename
    ... on AskPayload {
      question {
        ...QuestionState
      }
    }
    ...Failure
  }
}
    fragment Failure on Error {
  code
  message
  ... on InvalidInput {
    issues {
      path
      message
    }
  }
  ... on ProviderFailure {
    provider
    retryable
  }
  ... on Proposed {
    proposal {
      id
    }
  }
}
fragment QuestionState on Question {
  id
  kind
  question
  options
  answerers
  status
  answer
  answeredBy
  answeredVia
  askedAt
  answeredAt
  expiresAt
  defaultAnswer
  event {
    id
  }
  task {
    id
  }
}`) as unknown as TypedDocumentString<AskForProposalMutation, AskForProposalMutationVariables>;
export const SetAgentPolicyDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation SetAgentPolicy($apiKeyId: ID!, $mayDo: [String!]!, $maxWebhooks: Int!, $maxEventsPerHour: Int!, $expiresAfterSeconds: Int) {
  setAgentPolicy(
    apiKeyId: $apiKeyId
    mayDo: $mayDo
    maxWebhooks: $maxWebhooks
    maxEventsPerHour: $maxEventsPerHour
    expiresAfterSeconds: $expiresAfterSeconds
  ) {
    __typename
    ... on AgentPolicyPayload {
      policy {
        ...PolicyState
      }
    }
    ...Failure
  }
}
    fragment Failure on Error {
  code
  message
  ... on InvalidInput {
    issues {
      path
      message
    }
  }
  ... on ProviderFailure {
    provider
    retryable
  }
  ... on Proposed {
    proposal {
      id
    }
  }
}
fragment PolicyState on AgentPolicy {
  apiKey {
    id
    name
    agent
  }
  mayDo
  maxWebhooks
  maxEventsPerHour
  expiresAfterSeconds
}`) as unknown as TypedDocumentString<SetAgentPolicyMutation, SetAgentPolicyMutationVariables>;
export const AgentPoliciesDocument = /*#__PURE__*/ new TypedDocumentString(`
    query AgentPolicies {
  agentPolicies {
    ...PolicyState
  }
}
    fragment PolicyState on AgentPolicy {
  apiKey {
    id
    name
    agent
  }
  mayDo
  maxWebhooks
  maxEventsPerHour
  expiresAfterSeconds
}`) as unknown as TypedDocumentString<AgentPoliciesQuery, AgentPoliciesQueryVariables>;
export const RenewWebhookDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation RenewWebhook($id: ID!) {
  renewWebhook(id: $id) {
    __typename
    ... on UpdateWebhookPayload {
      webhook {
        id
        enabled
        expiresAt
      }
    }
    ... on Proposed {
      proposal {
        ...ProposalState
      }
    }
    ...Failure
  }
}
    fragment Failure on Error {
  code
  message
  ... on InvalidInput {
    issues {
      path
      message
    }
  }
  ... on ProviderFailure {
    provider
    retryable
  }
  ... on Proposed {
    proposal {
      id
    }
  }
}
fragment ProposalState on Proposal {
  id
  proposedBy
  agent
  summary
  change
  status
  decidedBy
  reason
  createdAt
  decidedAt
  expiresAt
}`) as unknown as TypedDocumentString<RenewWebhookMutation, RenewWebhookMutationVariables>;
export const ProposalStreamDocument = /*#__PURE__*/ new TypedDocumentString(`
    subscription ProposalStream($after: FeedCursor) {
  proposals(after: $after) {
    cursor
    kind
    proposal {
      ...ProposalState
    }
  }
}
    fragment ProposalState on Proposal {
  id
  proposedBy
  agent
  summary
  change
  status
  decidedBy
  reason
  createdAt
  decidedAt
  expiresAt
}`) as unknown as TypedDocumentString<ProposalStreamSubscription, ProposalStreamSubscriptionVariables>;
export const QuestionsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Questions($first: Int, $after: String, $last: Int, $before: String, $statuses: [QuestionStatus!]) {
  questions(
    first: $first
    after: $after
    last: $last
    before: $before
    statuses: $statuses
  ) {
    edges {
      cursor
      node {
        ...QuestionState
      }
    }
    pageInfo {
      ...PageState
    }
    totalCount
  }
}
    fragment PageState on PageInfo {
  hasNextPage
  endCursor
  hasPreviousPage
  startCursor
}
fragment QuestionState on Question {
  id
  kind
  question
  options
  answerers
  status
  answer
  answeredBy
  answeredVia
  askedAt
  answeredAt
  expiresAt
  defaultAnswer
  event {
    id
  }
  task {
    id
  }
}`) as unknown as TypedDocumentString<QuestionsQuery, QuestionsQueryVariables>;
export const QuestionDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Question($id: ID!) {
  question(id: $id) {
    ...QuestionState
  }
}
    fragment QuestionState on Question {
  id
  kind
  question
  options
  answerers
  status
  answer
  answeredBy
  answeredVia
  askedAt
  answeredAt
  expiresAt
  defaultAnswer
  event {
    id
  }
  task {
    id
  }
}`) as unknown as TypedDocumentString<QuestionQuery, QuestionQueryVariables>;
export const AskDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation Ask($input: AskInput!) {
  ask(input: $input) {
    __typename
    ... on AskPayload {
      question {
        ...QuestionState
      }
    }
    ...Failure
  }
}
    fragment Failure on Error {
  code
  message
  ... on InvalidInput {
    issues {
      path
      message
    }
  }
  ... on ProviderFailure {
    provider
    retryable
  }
  ... on Proposed {
    proposal {
      id
    }
  }
}
fragment QuestionState on Question {
  id
  kind
  question
  options
  answerers
  status
  answer
  answeredBy
  answeredVia
  askedAt
  answeredAt
  expiresAt
  defaultAnswer
  event {
    id
  }
  task {
    id
  }
}`) as unknown as TypedDocumentString<AskMutation, AskMutationVariables>;
export const AnswerQuestionDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation AnswerQuestion($id: ID!, $answer: String!) {
  answerQuestion(id: $id, answer: $answer) {
    __typename
    ... on AnswerQuestionPayload {
      question {
        ...QuestionState
      }
    }
    ...Failure
  }
}
    fragment Failure on Error {
  code
  message
  ... on InvalidInput {
    issues {
      path
      message
    }
  }
  ... on ProviderFailure {
    provider
    retryable
  }
  ... on Proposed {
    proposal {
      id
    }
  }
}
fragment QuestionState on Question {
  id
  kind
  question
  options
  answerers
  status
  answer
  answeredBy
  answeredVia
  askedAt
  answeredAt
  expiresAt
  defaultAnswer
  event {
    id
  }
  task {
    id
  }
}`) as unknown as TypedDocumentString<AnswerQuestionMutation, AnswerQuestionMutationVariables>;
export const CancelQuestionDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation CancelQuestion($id: ID!) {
  cancelQuestion(id: $id) {
    __typename
    ... on AnswerQuestionPayload {
      question {
        ...QuestionState
      }
    }
    ...Failure
  }
}
    fragment Failure on Error {
  code
  message
  ... on InvalidInput {
    issues {
      path
      message
    }
  }
  ... on ProviderFailure {
    provider
    retryable
  }
  ... on Proposed {
    proposal {
      id
    }
  }
}
fragment QuestionState on Question {
  id
  kind
  question
  options
  answerers
  status
  answer
  answeredBy
  answeredVia
  askedAt
  answeredAt
  expiresAt
  defaultAnswer
  event {
    id
  }
  task {
    id
  }
}`) as unknown as TypedDocumentString<CancelQuestionMutation, CancelQuestionMutationVariables>;
export const QuestionStreamDocument = /*#__PURE__*/ new TypedDocumentString(`
    subscription QuestionStream($after: FeedCursor, $id: ID) {
  questions(after: $after, id: $id) {
    cursor
    kind
    question {
      ...QuestionState
    }
  }
}
    fragment QuestionState on Question {
  id
  kind
  question
  options
  answerers
  status
  answer
  answeredBy
  answeredVia
  askedAt
  answeredAt
  expiresAt
  defaultAnswer
  event {
    id
  }
  task {
    id
  }
}`) as unknown as TypedDocumentString<QuestionStreamSubscription, QuestionStreamSubscriptionVariables>;
export const TasksDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Tasks($first: Int, $after: String, $last: Int, $before: String, $agent: String, $statuses: [TaskStatus!]) {
  tasks(
    first: $first
    after: $after
    last: $last
    before: $before
    agent: $agent
    statuses: $statuses
  ) {
    edges {
      cursor
      node {
        ...TaskState
      }
    }
    pageInfo {
      ...PageState
    }
    totalCount
  }
}
    fragment PageState on PageInfo {
  hasNextPage
  endCursor
  hasPreviousPage
  startCursor
}
fragment TaskState on Task {
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
}`) as unknown as TypedDocumentString<TasksQuery, TasksQueryVariables>;
export const TaskDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Task($id: ID!) {
  task(id: $id) {
    ...TaskState
    prompt
    result
    event {
      ...EventSummary
    }
  }
}
    fragment EventSummary on WebhookEvent {
  id
  provider
  eventType
  deliveryId
  status
  statusReason
  receivedAt
  webhook {
    id
    name
  }
  subject {
    title
    actor
    actorTrust
    thread
    url
  }
}
fragment TaskState on Task {
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
}`) as unknown as TypedDocumentString<TaskQuery, TaskQueryVariables>;
export const AgentsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Agents {
  agents {
    name
    queued
    claimed
    lastSeenAt
  }
}
    `) as unknown as TypedDocumentString<AgentsQuery, AgentsQueryVariables>;
export const ClaimTaskDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation ClaimTask($agent: String!, $leaseSeconds: Int! = 60, $waitSeconds: Int! = 0) {
  claimTask(agent: $agent, leaseSeconds: $leaseSeconds, waitSeconds: $waitSeconds) {
    __typename
    ... on ClaimTaskPayload {
      leaseToken
      task {
        ...ClaimedTask
      }
    }
    ...Failure
  }
}
    fragment EventSummary on WebhookEvent {
  id
  provider
  eventType
  deliveryId
  status
  statusReason
  receivedAt
  webhook {
    id
    name
  }
  subject {
    title
    actor
    actorTrust
    thread
    url
  }
}
fragment Failure on Error {
  code
  message
  ... on InvalidInput {
    issues {
      path
      message
    }
  }
  ... on ProviderFailure {
    provider
    retryable
  }
  ... on Proposed {
    proposal {
      id
    }
  }
}
fragment TaskState on Task {
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
}
fragment ClaimedTask on Task {
  ...TaskState
  prompt
  event {
    ...EventSummary
    subject {
      body
    }
  }
}`) as unknown as TypedDocumentString<ClaimTaskMutation, ClaimTaskMutationVariables>;
export const HeartbeatTaskDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation HeartbeatTask($id: ID!, $leaseToken: String!, $progress: String) {
  heartbeatTask(id: $id, leaseToken: $leaseToken, progress: $progress) {
    __typename
    ... on TaskPayload {
      task {
        ...TaskState
      }
    }
    ...Failure
  }
}
    fragment Failure on Error {
  code
  message
  ... on InvalidInput {
    issues {
      path
      message
    }
  }
  ... on ProviderFailure {
    provider
    retryable
  }
  ... on Proposed {
    proposal {
      id
    }
  }
}
fragment TaskState on Task {
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
}`) as unknown as TypedDocumentString<HeartbeatTaskMutation, HeartbeatTaskMutationVariables>;
export const CompleteTaskDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation CompleteTask($id: ID!, $leaseToken: String!, $result: JSON, $reply: String) {
  completeTask(id: $id, leaseToken: $leaseToken, result: $result, reply: $reply) {
    __typename
    ... on TaskPayload {
      task {
        ...TaskState
      }
    }
    ...Failure
  }
}
    fragment Failure on Error {
  code
  message
  ... on InvalidInput {
    issues {
      path
      message
    }
  }
  ... on ProviderFailure {
    provider
    retryable
  }
  ... on Proposed {
    proposal {
      id
    }
  }
}
fragment TaskState on Task {
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
}`) as unknown as TypedDocumentString<CompleteTaskMutation, CompleteTaskMutationVariables>;
export const FailTaskDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation FailTask($id: ID!, $leaseToken: String!, $error: String!, $retry: Boolean! = true) {
  failTask(id: $id, leaseToken: $leaseToken, error: $error, retry: $retry) {
    __typename
    ... on TaskPayload {
      task {
        ...TaskState
      }
    }
    ...Failure
  }
}
    fragment Failure on Error {
  code
  message
  ... on InvalidInput {
    issues {
      path
      message
    }
  }
  ... on ProviderFailure {
    provider
    retryable
  }
  ... on Proposed {
    proposal {
      id
    }
  }
}
fragment TaskState on Task {
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
}`) as unknown as TypedDocumentString<FailTaskMutation, FailTaskMutationVariables>;
export const ReleaseTaskDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation ReleaseTask($id: ID!, $leaseToken: String!) {
  releaseTask(id: $id, leaseToken: $leaseToken) {
    __typename
    ... on TaskPayload {
      task {
        ...TaskState
      }
    }
    ...Failure
  }
}
    fragment Failure on Error {
  code
  message
  ... on InvalidInput {
    issues {
      path
      message
    }
  }
  ... on ProviderFailure {
    provider
    retryable
  }
  ... on Proposed {
    proposal {
      id
    }
  }
}
fragment TaskState on Task {
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
}`) as unknown as TypedDocumentString<ReleaseTaskMutation, ReleaseTaskMutationVariables>;
export const CancelTaskDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation CancelTask($id: ID!) {
  cancelTask(id: $id) {
    __typename
    ... on TaskPayload {
      task {
        ...TaskState
      }
    }
    ...Failure
  }
}
    fragment Failure on Error {
  code
  message
  ... on InvalidInput {
    issues {
      path
      message
    }
  }
  ... on ProviderFailure {
    provider
    retryable
  }
  ... on Proposed {
    proposal {
      id
    }
  }
}
fragment TaskState on Task {
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
}`) as unknown as TypedDocumentString<CancelTaskMutation, CancelTaskMutationVariables>;
export const RequeueTaskDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation RequeueTask($id: ID!) {
  requeueTask(id: $id) {
    __typename
    ... on TaskPayload {
      task {
        ...TaskState
      }
    }
    ...Failure
  }
}
    fragment Failure on Error {
  code
  message
  ... on InvalidInput {
    issues {
      path
      message
    }
  }
  ... on ProviderFailure {
    provider
    retryable
  }
  ... on Proposed {
    proposal {
      id
    }
  }
}
fragment TaskState on Task {
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
}`) as unknown as TypedDocumentString<RequeueTaskMutation, RequeueTaskMutationVariables>;
export const TaskStreamDocument = /*#__PURE__*/ new TypedDocumentString(`
    subscription TaskStream($after: FeedCursor, $agent: String) {
  tasks(after: $after, agent: $agent) {
    cursor
    kind
    task {
      ...TaskState
    }
  }
}
    fragment TaskState on Task {
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
}`) as unknown as TypedDocumentString<TaskStreamSubscription, TaskStreamSubscriptionVariables>;
export const WebhooksDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Webhooks($first: Int, $after: String, $last: Int, $before: String, $provider: Provider, $enabled: Boolean, $search: String) {
  webhooks(
    first: $first
    after: $after
    last: $last
    before: $before
    provider: $provider
    enabled: $enabled
    search: $search
  ) {
    edges {
      cursor
      node {
        ...WebhookSummary
      }
    }
    pageInfo {
      ...PageState
    }
    totalCount
  }
}
    fragment PageState on PageInfo {
  hasNextPage
  endCursor
  hasPreviousPage
  startCursor
}
fragment WebhookSummary on Webhook {
  id
  name
  provider
  endpoint
  url
  enabled
  hasSecret
  version
  createdBy
  createdAt
  updatedAt
  deletedAt
}`) as unknown as TypedDocumentString<WebhooksQuery, WebhooksQueryVariables>;
export const WebhookConfigurationsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query WebhookConfigurations($first: Int, $after: String) {
  webhooks(first: $first, after: $after) {
    edges {
      node {
        ...WebhookState
      }
    }
    pageInfo {
      ...PageState
    }
  }
}
    fragment CommandState on Command {
  id
  trigger
  conditions
  template
  action
  agent
  target
  priority
  stop
  coalesce
  maxConcurrent
  enabled
}
fragment PageState on PageInfo {
  hasNextPage
  endCursor
  hasPreviousPage
  startCursor
}
fragment WebhookSummary on Webhook {
  id
  name
  provider
  endpoint
  url
  enabled
  hasSecret
  version
  createdBy
  createdAt
  updatedAt
  deletedAt
}
fragment WebhookState on Webhook {
  ...WebhookSummary
  allowUnsigned
  allowedIps
  rateLimitPerMinute
  replayGuard
  scheme
  commands {
    ...CommandState
  }
}`) as unknown as TypedDocumentString<WebhookConfigurationsQuery, WebhookConfigurationsQueryVariables>;
export const WebhookDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Webhook($id: ID!) {
  webhook(id: $id) {
    ...WebhookState
    breakers {
      thread
      openedAt
      reason
    }
    secrets {
      id
      hint
      createdAt
      expiresAt
      lastUsedAt
    }
    credentialStatus {
      ...CredentialState
    }
  }
}
    fragment CredentialState on CredentialStatus {
  kind
  baseUrl
  ok
  missing
  message
  checkedAt
}
fragment CommandState on Command {
  id
  trigger
  conditions
  template
  action
  agent
  target
  priority
  stop
  coalesce
  maxConcurrent
  enabled
}
fragment WebhookSummary on Webhook {
  id
  name
  provider
  endpoint
  url
  enabled
  hasSecret
  version
  createdBy
  createdAt
  updatedAt
  deletedAt
}
fragment WebhookState on Webhook {
  ...WebhookSummary
  allowUnsigned
  allowedIps
  rateLimitPerMinute
  replayGuard
  scheme
  commands {
    ...CommandState
  }
}`) as unknown as TypedDocumentString<WebhookQuery, WebhookQueryVariables>;
export const WebhookVersionsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query WebhookVersions($id: ID!) {
  webhook(id: $id) {
    versions {
      version
      at
      by
      config
    }
  }
}
    `) as unknown as TypedDocumentString<WebhookVersionsQuery, WebhookVersionsQueryVariables>;
export const WebhookStatsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query WebhookStats($id: ID!, $window: StatsWindow! = DAY) {
  webhook(id: $id) {
    stats(window: $window) {
      received
      matched
      failed
      refused
      series {
        at
        received
        failed
        refused
      }
    }
  }
}
    `) as unknown as TypedDocumentString<WebhookStatsQuery, WebhookStatsQueryVariables>;
export const RefusedDeliveriesDocument = /*#__PURE__*/ new TypedDocumentString(`
    query RefusedDeliveries($first: Int, $after: String, $last: Int, $before: String, $webhookId: ID) {
  refusedDeliveries(
    first: $first
    after: $after
    last: $last
    before: $before
    webhookId: $webhookId
  ) {
    edges {
      cursor
      node {
        id
        at
        code
        reason
        status
        headers
        remoteAddress
        webhook {
          id
        }
      }
    }
    pageInfo {
      ...PageState
    }
    totalCount
  }
}
    fragment PageState on PageInfo {
  hasNextPage
  endCursor
  hasPreviousPage
  startCursor
}`) as unknown as TypedDocumentString<RefusedDeliveriesQuery, RefusedDeliveriesQueryVariables>;
export const CreateWebhookDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation CreateWebhook($input: CreateWebhookInput!) {
  createWebhook(input: $input) {
    __typename
    ... on CreateWebhookPayload {
      secret
      webhook {
        ...WebhookState
      }
    }
    ...Failure
  }
}
    fragment CommandState on Command {
  id
  trigger
  conditions
  template
  action
  agent
  target
  priority
  stop
  coalesce
  maxConcurrent
  enabled
}
fragment Failure on Error {
  code
  message
  ... on InvalidInput {
    issues {
      path
      message
    }
  }
  ... on ProviderFailure {
    provider
    retryable
  }
  ... on Proposed {
    proposal {
      id
    }
  }
}
fragment WebhookSummary on Webhook {
  id
  name
  provider
  endpoint
  url
  enabled
  hasSecret
  version
  createdBy
  createdAt
  updatedAt
  deletedAt
}
fragment WebhookState on Webhook {
  ...WebhookSummary
  allowUnsigned
  allowedIps
  rateLimitPerMinute
  replayGuard
  scheme
  commands {
    ...CommandState
  }
}`) as unknown as TypedDocumentString<CreateWebhookMutation, CreateWebhookMutationVariables>;
export const UpdateWebhookDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation UpdateWebhook($input: UpdateWebhookInput!) {
  updateWebhook(input: $input) {
    __typename
    ... on UpdateWebhookPayload {
      webhook {
        ...WebhookState
      }
    }
    ...Failure
  }
}
    fragment CommandState on Command {
  id
  trigger
  conditions
  template
  action
  agent
  target
  priority
  stop
  coalesce
  maxConcurrent
  enabled
}
fragment Failure on Error {
  code
  message
  ... on InvalidInput {
    issues {
      path
      message
    }
  }
  ... on ProviderFailure {
    provider
    retryable
  }
  ... on Proposed {
    proposal {
      id
    }
  }
}
fragment WebhookSummary on Webhook {
  id
  name
  provider
  endpoint
  url
  enabled
  hasSecret
  version
  createdBy
  createdAt
  updatedAt
  deletedAt
}
fragment WebhookState on Webhook {
  ...WebhookSummary
  allowUnsigned
  allowedIps
  rateLimitPerMinute
  replayGuard
  scheme
  commands {
    ...CommandState
  }
}`) as unknown as TypedDocumentString<UpdateWebhookMutation, UpdateWebhookMutationVariables>;
export const EnableWebhookDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation EnableWebhook($id: ID!) {
  enableWebhook(id: $id) {
    __typename
    ... on UpdateWebhookPayload {
      webhook {
        ...WebhookState
      }
    }
    ...Failure
  }
}
    fragment CommandState on Command {
  id
  trigger
  conditions
  template
  action
  agent
  target
  priority
  stop
  coalesce
  maxConcurrent
  enabled
}
fragment Failure on Error {
  code
  message
  ... on InvalidInput {
    issues {
      path
      message
    }
  }
  ... on ProviderFailure {
    provider
    retryable
  }
  ... on Proposed {
    proposal {
      id
    }
  }
}
fragment WebhookSummary on Webhook {
  id
  name
  provider
  endpoint
  url
  enabled
  hasSecret
  version
  createdBy
  createdAt
  updatedAt
  deletedAt
}
fragment WebhookState on Webhook {
  ...WebhookSummary
  allowUnsigned
  allowedIps
  rateLimitPerMinute
  replayGuard
  scheme
  commands {
    ...CommandState
  }
}`) as unknown as TypedDocumentString<EnableWebhookMutation, EnableWebhookMutationVariables>;
export const DisableWebhookDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation DisableWebhook($id: ID!) {
  disableWebhook(id: $id) {
    __typename
    ... on UpdateWebhookPayload {
      webhook {
        ...WebhookState
      }
    }
    ...Failure
  }
}
    fragment CommandState on Command {
  id
  trigger
  conditions
  template
  action
  agent
  target
  priority
  stop
  coalesce
  maxConcurrent
  enabled
}
fragment Failure on Error {
  code
  message
  ... on InvalidInput {
    issues {
      path
      message
    }
  }
  ... on ProviderFailure {
    provider
    retryable
  }
  ... on Proposed {
    proposal {
      id
    }
  }
}
fragment WebhookSummary on Webhook {
  id
  name
  provider
  endpoint
  url
  enabled
  hasSecret
  version
  createdBy
  createdAt
  updatedAt
  deletedAt
}
fragment WebhookState on Webhook {
  ...WebhookSummary
  allowUnsigned
  allowedIps
  rateLimitPerMinute
  replayGuard
  scheme
  commands {
    ...CommandState
  }
}`) as unknown as TypedDocumentString<DisableWebhookMutation, DisableWebhookMutationVariables>;
export const RevertWebhookDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation RevertWebhook($id: ID!, $version: Int!) {
  revertWebhook(id: $id, version: $version) {
    __typename
    ... on UpdateWebhookPayload {
      webhook {
        ...WebhookState
      }
    }
    ...Failure
  }
}
    fragment CommandState on Command {
  id
  trigger
  conditions
  template
  action
  agent
  target
  priority
  stop
  coalesce
  maxConcurrent
  enabled
}
fragment Failure on Error {
  code
  message
  ... on InvalidInput {
    issues {
      path
      message
    }
  }
  ... on ProviderFailure {
    provider
    retryable
  }
  ... on Proposed {
    proposal {
      id
    }
  }
}
fragment WebhookSummary on Webhook {
  id
  name
  provider
  endpoint
  url
  enabled
  hasSecret
  version
  createdBy
  createdAt
  updatedAt
  deletedAt
}
fragment WebhookState on Webhook {
  ...WebhookSummary
  allowUnsigned
  allowedIps
  rateLimitPerMinute
  replayGuard
  scheme
  commands {
    ...CommandState
  }
}`) as unknown as TypedDocumentString<RevertWebhookMutation, RevertWebhookMutationVariables>;
export const ResetBreakerDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation ResetBreaker($webhookId: ID!, $thread: String) {
  resetBreaker(webhookId: $webhookId, thread: $thread) {
    __typename
    ... on UpdateWebhookPayload {
      webhook {
        ...WebhookState
      }
    }
    ...Failure
  }
}
    fragment CommandState on Command {
  id
  trigger
  conditions
  template
  action
  agent
  target
  priority
  stop
  coalesce
  maxConcurrent
  enabled
}
fragment Failure on Error {
  code
  message
  ... on InvalidInput {
    issues {
      path
      message
    }
  }
  ... on ProviderFailure {
    provider
    retryable
  }
  ... on Proposed {
    proposal {
      id
    }
  }
}
fragment WebhookSummary on Webhook {
  id
  name
  provider
  endpoint
  url
  enabled
  hasSecret
  version
  createdBy
  createdAt
  updatedAt
  deletedAt
}
fragment WebhookState on Webhook {
  ...WebhookSummary
  allowUnsigned
  allowedIps
  rateLimitPerMinute
  replayGuard
  scheme
  commands {
    ...CommandState
  }
}`) as unknown as TypedDocumentString<ResetBreakerMutation, ResetBreakerMutationVariables>;
export const DeleteWebhookDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation DeleteWebhook($id: ID!) {
  deleteWebhook(id: $id) {
    __typename
    ... on DeleteWebhookPayload {
      deletedId
    }
    ...Failure
  }
}
    fragment Failure on Error {
  code
  message
  ... on InvalidInput {
    issues {
      path
      message
    }
  }
  ... on ProviderFailure {
    provider
    retryable
  }
  ... on Proposed {
    proposal {
      id
    }
  }
}`) as unknown as TypedDocumentString<DeleteWebhookMutation, DeleteWebhookMutationVariables>;
export const RotateWebhookSecretDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation RotateWebhookSecret($id: ID!, $secret: String, $overlapSeconds: Int! = 86400) {
  rotateWebhookSecret(id: $id, secret: $secret, overlapSeconds: $overlapSeconds) {
    __typename
    ... on RotateWebhookSecretPayload {
      secret
      webhook {
        ...WebhookState
      }
    }
    ...Failure
  }
}
    fragment CommandState on Command {
  id
  trigger
  conditions
  template
  action
  agent
  target
  priority
  stop
  coalesce
  maxConcurrent
  enabled
}
fragment Failure on Error {
  code
  message
  ... on InvalidInput {
    issues {
      path
      message
    }
  }
  ... on ProviderFailure {
    provider
    retryable
  }
  ... on Proposed {
    proposal {
      id
    }
  }
}
fragment WebhookSummary on Webhook {
  id
  name
  provider
  endpoint
  url
  enabled
  hasSecret
  version
  createdBy
  createdAt
  updatedAt
  deletedAt
}
fragment WebhookState on Webhook {
  ...WebhookSummary
  allowUnsigned
  allowedIps
  rateLimitPerMinute
  replayGuard
  scheme
  commands {
    ...CommandState
  }
}`) as unknown as TypedDocumentString<RotateWebhookSecretMutation, RotateWebhookSecretMutationVariables>;
export const WebhookStreamDocument = /*#__PURE__*/ new TypedDocumentString(`
    subscription WebhookStream($after: FeedCursor) {
  webhooks(after: $after) {
    cursor
    kind
    webhookId
    webhook {
      ...WebhookSummary
    }
  }
}
    fragment WebhookSummary on Webhook {
  id
  name
  provider
  endpoint
  url
  enabled
  hasSecret
  version
  createdBy
  createdAt
  updatedAt
  deletedAt
}`) as unknown as TypedDocumentString<WebhookStreamSubscription, WebhookStreamSubscriptionVariables>;