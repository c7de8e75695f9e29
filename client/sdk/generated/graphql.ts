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

export type AskInput = {
  answerers?: Array<string> | null | undefined;
  defaultAnswer?: string | null | undefined;
  eventId: string;
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

export type TaskStatus =
  | 'CANCELLED'
  | 'CLAIMED'
  | 'COMPLETED'
  | 'DEAD'
  | 'FAILED'
  | 'QUEUED';

export type CreateWebhookMutationVariables = Exact<{
  input: CreateWebhookInput;
}>;


export type CreateWebhookMutation = { createWebhook:
    | { __typename: 'Conflict', code: string, message: string }
    | { __typename: 'CreateWebhookPayload', secret: string | null, webhook: { id: string, name: string, provider: Provider, endpoint: string, url: string, enabled: boolean, hasSecret: boolean, version: number } }
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'InvalidInput', code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'Proposed', code: string, message: string }
   };

export type EventsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  where?: EventFilter | null | undefined;
}>;


export type EventsQuery = { events: { totalCount: number | null, edges: Array<{ cursor: string, node: { id: string, eventType: string, deliveryId: string, status: EventStatus, receivedAt: string, subject: { title: string | null, actor: string | null, thread: string | null, url: string | null } | null } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type EventStreamSubscriptionVariables = Exact<{
  after?: string | null | undefined;
  where?: EventFilter | null | undefined;
}>;


export type EventStreamSubscription = { events: { cursor: string, kind: ChangeKind, event: { id: string, eventType: string, deliveryId: string, status: EventStatus, receivedAt: string, subject: { title: string | null, actor: string | null, thread: string | null, url: string | null } | null } | null } };

export type EventSummaryFragment = { id: string, eventType: string, deliveryId: string, status: EventStatus, receivedAt: string, subject: { title: string | null, actor: string | null, thread: string | null, url: string | null } | null };

type Failure_Conflict_Fragment = { code: string, message: string };

type Failure_Forbidden_Fragment = { code: string, message: string };

type Failure_InvalidInput_Fragment = { code: string, message: string, issues: Array<{ path: Array<string>, message: string }> };

type Failure_NotFound_Fragment = { code: string, message: string };

type Failure_Proposed_Fragment = { code: string, message: string };

type Failure_ProviderFailure_Fragment = { code: string, message: string };

export type FailureFragment =
  | Failure_Conflict_Fragment
  | Failure_Forbidden_Fragment
  | Failure_InvalidInput_Fragment
  | Failure_NotFound_Fragment
  | Failure_Proposed_Fragment
  | Failure_ProviderFailure_Fragment
;

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
    | { __typename: 'AskPayload', question: { id: string, kind: QuestionKind, question: string, options: Array<string>, status: QuestionStatus, answer: string | null, answeredBy: string | null, answeredVia: string | null, askedAt: string, answeredAt: string | null, expiresAt: string | null } }
    | { __typename: 'Conflict', code: string, message: string }
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'InvalidInput', code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'NotFound', code: string, message: string }
    | { __typename: 'ProviderFailure', code: string, message: string }
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

export type AskMutationVariables = Exact<{
  input: AskInput;
}>;


export type AskMutation = { ask:
    | { __typename: 'AskPayload', question: { id: string, kind: QuestionKind, question: string, options: Array<string>, status: QuestionStatus, answer: string | null, answeredBy: string | null, answeredVia: string | null, askedAt: string, answeredAt: string | null, expiresAt: string | null } }
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'InvalidInput', code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'NotFound', code: string, message: string }
    | { __typename: 'ProviderFailure', code: string, message: string }
   };

export type AnswerQuestionMutationVariables = Exact<{
  id: string;
  answer: string;
}>;


export type AnswerQuestionMutation = { answerQuestion:
    | { __typename: 'AnswerQuestionPayload', question: { id: string, kind: QuestionKind, question: string, options: Array<string>, status: QuestionStatus, answer: string | null, answeredBy: string | null, answeredVia: string | null, askedAt: string, answeredAt: string | null, expiresAt: string | null } }
    | { __typename: 'Conflict', code: string, message: string }
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'InvalidInput', code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'NotFound', code: string, message: string }
   };

export type QuestionStreamSubscriptionVariables = Exact<{
  after?: string | null | undefined;
  id?: string | null | undefined;
}>;


export type QuestionStreamSubscription = { questions: { cursor: string, kind: ChangeKind, question: { id: string, kind: QuestionKind, question: string, options: Array<string>, status: QuestionStatus, answer: string | null, answeredBy: string | null, answeredVia: string | null, askedAt: string, answeredAt: string | null, expiresAt: string | null } | null } };

export type QuestionStateFragment = { id: string, kind: QuestionKind, question: string, options: Array<string>, status: QuestionStatus, answer: string | null, answeredBy: string | null, answeredVia: string | null, askedAt: string, answeredAt: string | null, expiresAt: string | null };

export type SendTestEventMutationVariables = Exact<{
  webhookId: string;
  eventType: string;
  payload?: unknown;
}>;


export type SendTestEventMutation = { sendTestEvent:
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'InvalidInput', code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'NotFound', code: string, message: string }
    | { __typename: 'SendTestEventPayload', event: { id: string, eventType: string, deliveryId: string, status: EventStatus, receivedAt: string, tasks: Array<{ id: string, agent: string, status: TaskStatus }>, subject: { title: string | null, actor: string | null, thread: string | null, url: string | null } | null } }
   };

export type CommentMutationVariables = Exact<{
  eventId: string;
  message: string;
}>;


export type CommentMutation = { comment:
    | { __typename: 'ActionPayload', action: { id: string, kind: ActionKind, status: ActionStatus, url: string | null, way: string | null, nextAttemptAt: string | null, finishedAt: string | null } }
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'InvalidInput', code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'NotFound', code: string, message: string }
    | { __typename: 'ProviderFailure', code: string, message: string }
   };

export type RespondMutationVariables = Exact<{
  eventId: string;
  response: string;
}>;


export type RespondMutation = { respond:
    | { __typename: 'ActionPayload', action: { id: string, kind: ActionKind, status: ActionStatus, url: string | null, way: string | null, nextAttemptAt: string | null, finishedAt: string | null } }
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'InvalidInput', code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'NotFound', code: string, message: string }
    | { __typename: 'ProviderFailure', code: string, message: string }
   };

export type ActionStateFragment = { id: string, kind: ActionKind, status: ActionStatus, url: string | null, way: string | null, nextAttemptAt: string | null, finishedAt: string | null };

export type TaskStreamSubscriptionVariables = Exact<{
  after?: string | null | undefined;
  agent?: string | null | undefined;
}>;


export type TaskStreamSubscription = { tasks: { cursor: string, kind: ChangeKind, task: { id: string, agent: string, status: TaskStatus, attempt: number, claimedBy: string | null, leaseUntil: string | null, progress: string | null, error: string | null, updatedAt: string } | null } };

export type ClaimTaskMutationVariables = Exact<{
  agent: string;
  leaseSeconds?: number;
  waitSeconds?: number;
}>;


export type ClaimTaskMutation = { claimTask:
    | { __typename: 'ClaimTaskPayload', leaseToken: string | null, task: { prompt: string, id: string, agent: string, status: TaskStatus, attempt: number, claimedBy: string | null, leaseUntil: string | null, progress: string | null, error: string | null, updatedAt: string, event: { id: string, eventType: string, deliveryId: string, status: EventStatus, receivedAt: string, subject: { title: string | null, actor: string | null, thread: string | null, url: string | null } | null } | null } | null }
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
    | { __typename: 'TaskPayload', task: { id: string, agent: string, status: TaskStatus, attempt: number, claimedBy: string | null, leaseUntil: string | null, progress: string | null, error: string | null, updatedAt: string } }
   };

export type CompleteTaskMutationVariables = Exact<{
  id: string;
  leaseToken: string;
  result?: unknown;
}>;


export type CompleteTaskMutation = { completeTask:
    | { __typename: 'Conflict', code: string, message: string }
    | { __typename: 'Forbidden', code: string, message: string }
    | { __typename: 'InvalidInput', code: string, message: string, issues: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'NotFound', code: string, message: string }
    | { __typename: 'TaskPayload', task: { id: string, agent: string, status: TaskStatus, attempt: number, claimedBy: string | null, leaseUntil: string | null, progress: string | null, error: string | null, updatedAt: string } }
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
    | { __typename: 'TaskPayload', task: { id: string, agent: string, status: TaskStatus, attempt: number, claimedBy: string | null, leaseUntil: string | null, progress: string | null, error: string | null, updatedAt: string } }
   };

export type TaskStateFragment = { id: string, agent: string, status: TaskStatus, attempt: number, claimedBy: string | null, leaseUntil: string | null, progress: string | null, error: string | null, updatedAt: string };

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
export const EventSummaryFragmentDoc = new TypedDocumentString(`
    fragment EventSummary on WebhookEvent {
  id
  eventType
  deliveryId
  status
  receivedAt
  subject {
    title
    actor
    thread
    url
  }
}
    `, {"fragmentName":"EventSummary"}) as unknown as TypedDocumentString<EventSummaryFragment, unknown>;
export const FailureFragmentDoc = new TypedDocumentString(`
    fragment Failure on Error {
  code
  message
  ... on InvalidInput {
    issues {
      path
      message
    }
  }
}
    `, {"fragmentName":"Failure"}) as unknown as TypedDocumentString<FailureFragment, unknown>;
export const ProposalStateFragmentDoc = new TypedDocumentString(`
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
export const PolicyStateFragmentDoc = new TypedDocumentString(`
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
export const QuestionStateFragmentDoc = new TypedDocumentString(`
    fragment QuestionState on Question {
  id
  kind
  question
  options
  status
  answer
  answeredBy
  answeredVia
  askedAt
  answeredAt
  expiresAt
}
    `, {"fragmentName":"QuestionState"}) as unknown as TypedDocumentString<QuestionStateFragment, unknown>;
export const ActionStateFragmentDoc = new TypedDocumentString(`
    fragment ActionState on Action {
  id
  kind
  status
  url
  way
  nextAttemptAt
  finishedAt
}
    `, {"fragmentName":"ActionState"}) as unknown as TypedDocumentString<ActionStateFragment, unknown>;
export const TaskStateFragmentDoc = new TypedDocumentString(`
    fragment TaskState on Task {
  id
  agent
  status
  attempt
  claimedBy
  leaseUntil
  progress
  error
  updatedAt
}
    `, {"fragmentName":"TaskState"}) as unknown as TypedDocumentString<TaskStateFragment, unknown>;
export const CreateWebhookDocument = new TypedDocumentString(`
    mutation CreateWebhook($input: CreateWebhookInput!) {
  createWebhook(input: $input) {
    __typename
    ... on CreateWebhookPayload {
      secret
      webhook {
        id
        name
        provider
        endpoint
        url
        enabled
        hasSecret
        version
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
}`) as unknown as TypedDocumentString<CreateWebhookMutation, CreateWebhookMutationVariables>;
export const EventsDocument = new TypedDocumentString(`
    query Events($first: Int, $after: String, $where: EventFilter) {
  events(first: $first, after: $after, where: $where) {
    edges {
      cursor
      node {
        ...EventSummary
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
    totalCount
  }
}
    fragment EventSummary on WebhookEvent {
  id
  eventType
  deliveryId
  status
  receivedAt
  subject {
    title
    actor
    thread
    url
  }
}`) as unknown as TypedDocumentString<EventsQuery, EventsQueryVariables>;
export const EventStreamDocument = new TypedDocumentString(`
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
  eventType
  deliveryId
  status
  receivedAt
  subject {
    title
    actor
    thread
    url
  }
}`) as unknown as TypedDocumentString<EventStreamSubscription, EventStreamSubscriptionVariables>;
export const ProposalsDocument = new TypedDocumentString(`
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
export const ProposalPreviewDocument = new TypedDocumentString(`
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
export const ApproveProposalDocument = new TypedDocumentString(`
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
export const RejectProposalDocument = new TypedDocumentString(`
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
export const AskForProposalDocument = new TypedDocumentString(`
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
}
fragment QuestionState on Question {
  id
  kind
  question
  options
  status
  answer
  answeredBy
  answeredVia
  askedAt
  answeredAt
  expiresAt
}`) as unknown as TypedDocumentString<AskForProposalMutation, AskForProposalMutationVariables>;
export const SetAgentPolicyDocument = new TypedDocumentString(`
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
export const AgentPoliciesDocument = new TypedDocumentString(`
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
export const RenewWebhookDocument = new TypedDocumentString(`
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
export const ProposalStreamDocument = new TypedDocumentString(`
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
export const AskDocument = new TypedDocumentString(`
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
}
fragment QuestionState on Question {
  id
  kind
  question
  options
  status
  answer
  answeredBy
  answeredVia
  askedAt
  answeredAt
  expiresAt
}`) as unknown as TypedDocumentString<AskMutation, AskMutationVariables>;
export const AnswerQuestionDocument = new TypedDocumentString(`
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
}
fragment QuestionState on Question {
  id
  kind
  question
  options
  status
  answer
  answeredBy
  answeredVia
  askedAt
  answeredAt
  expiresAt
}`) as unknown as TypedDocumentString<AnswerQuestionMutation, AnswerQuestionMutationVariables>;
export const QuestionStreamDocument = new TypedDocumentString(`
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
  status
  answer
  answeredBy
  answeredVia
  askedAt
  answeredAt
  expiresAt
}`) as unknown as TypedDocumentString<QuestionStreamSubscription, QuestionStreamSubscriptionVariables>;
export const SendTestEventDocument = new TypedDocumentString(`
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
  eventType
  deliveryId
  status
  receivedAt
  subject {
    title
    actor
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
}`) as unknown as TypedDocumentString<SendTestEventMutation, SendTestEventMutationVariables>;
export const CommentDocument = new TypedDocumentString(`
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
    fragment Failure on Error {
  code
  message
  ... on InvalidInput {
    issues {
      path
      message
    }
  }
}
fragment ActionState on Action {
  id
  kind
  status
  url
  way
  nextAttemptAt
  finishedAt
}`) as unknown as TypedDocumentString<CommentMutation, CommentMutationVariables>;
export const RespondDocument = new TypedDocumentString(`
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
    fragment Failure on Error {
  code
  message
  ... on InvalidInput {
    issues {
      path
      message
    }
  }
}
fragment ActionState on Action {
  id
  kind
  status
  url
  way
  nextAttemptAt
  finishedAt
}`) as unknown as TypedDocumentString<RespondMutation, RespondMutationVariables>;
export const TaskStreamDocument = new TypedDocumentString(`
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
  updatedAt
}`) as unknown as TypedDocumentString<TaskStreamSubscription, TaskStreamSubscriptionVariables>;
export const ClaimTaskDocument = new TypedDocumentString(`
    mutation ClaimTask($agent: String!, $leaseSeconds: Int! = 60, $waitSeconds: Int! = 0) {
  claimTask(agent: $agent, leaseSeconds: $leaseSeconds, waitSeconds: $waitSeconds) {
    __typename
    ... on ClaimTaskPayload {
      leaseToken
      task {
        ...TaskState
        prompt
        event {
          ...EventSummary
        }
      }
    }
    ...Failure
  }
}
    fragment EventSummary on WebhookEvent {
  id
  eventType
  deliveryId
  status
  receivedAt
  subject {
    title
    actor
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
  updatedAt
}`) as unknown as TypedDocumentString<ClaimTaskMutation, ClaimTaskMutationVariables>;
export const HeartbeatTaskDocument = new TypedDocumentString(`
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
  updatedAt
}`) as unknown as TypedDocumentString<HeartbeatTaskMutation, HeartbeatTaskMutationVariables>;
export const CompleteTaskDocument = new TypedDocumentString(`
    mutation CompleteTask($id: ID!, $leaseToken: String!, $result: JSON) {
  completeTask(id: $id, leaseToken: $leaseToken, result: $result) {
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
  updatedAt
}`) as unknown as TypedDocumentString<CompleteTaskMutation, CompleteTaskMutationVariables>;
export const FailTaskDocument = new TypedDocumentString(`
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
  updatedAt
}`) as unknown as TypedDocumentString<FailTaskMutation, FailTaskMutationVariables>;