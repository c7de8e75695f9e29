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

/** HELD: it came while its webhook was disabled; it is stored and can be replayed (REPLAYED). */
export type EventStatus =
  | 'FAILED'
  | 'HELD'
  | 'PROCESSED'
  | 'PROCESSING'
  | 'RECEIVED'
  | 'REPLAYED';

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

export type Role =
  | 'ADMIN'
  | 'AGENT'
  | 'OPERATOR'
  | 'VIEWER';

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

export type WebhookRowFragment = { id: string, name: string, provider: Provider, enabled: boolean, hasSecret: boolean, allowUnsigned: boolean, expiresAt: string | null, lastEventAt: string | null, breakers: Array<{ thread: string | null }>, stats: { received: number, failed: number, refused: number, series: Array<{ received: number }> } };

export type WebhookListQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  search?: string | null | undefined;
  provider?: Provider | null | undefined;
  enabled?: boolean | null | undefined;
}>;


export type WebhookListQuery = { webhooks: { totalCount: number | null, edges: Array<{ node: { id: string, name: string, provider: Provider, enabled: boolean, hasSecret: boolean, allowUnsigned: boolean, expiresAt: string | null, lastEventAt: string | null, breakers: Array<{ thread: string | null }>, stats: { received: number, failed: number, refused: number, series: Array<{ received: number }> } } }>, pageInfo: { endCursor: string | null, hasNextPage: boolean } } };

type WebhookFailure_Conflict_Fragment = { __typename: 'Conflict', code: string, message: string };

type WebhookFailure_Forbidden_Fragment = { __typename: 'Forbidden', code: string, message: string };

type WebhookFailure_InvalidInput_Fragment = { __typename: 'InvalidInput', code: string, message: string, issues: Array<{ path: Array<string>, message: string }> };

type WebhookFailure_NotFound_Fragment = { __typename: 'NotFound', code: string, message: string };

type WebhookFailure_Proposed_Fragment = { __typename: 'Proposed', code: string, message: string, proposal: { id: string } };

type WebhookFailure_ProviderFailure_Fragment = { __typename: 'ProviderFailure', code: string, message: string };

export type WebhookFailureFragment =
  | WebhookFailure_Conflict_Fragment
  | WebhookFailure_Forbidden_Fragment
  | WebhookFailure_InvalidInput_Fragment
  | WebhookFailure_NotFound_Fragment
  | WebhookFailure_Proposed_Fragment
  | WebhookFailure_ProviderFailure_Fragment
;

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
export const WebhookFailureFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment WebhookFailure on Error {
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
}
    `, {"fragmentName":"WebhookFailure"}) as unknown as TypedDocumentString<WebhookFailureFragment, unknown>;
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
    ...WebhookFailure
  }
}
    fragment WebhookFailure on Error {
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
    ...WebhookFailure
  }
}
    fragment WebhookFailure on Error {
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
}`) as unknown as TypedDocumentString<RotateSecretMutation, RotateSecretMutationVariables>;
export const EditWebhookDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation EditWebhook($input: UpdateWebhookInput!) {
  updateWebhook(input: $input) {
    ... on UpdateWebhookPayload {
      webhook {
        id
      }
    }
    ...WebhookFailure
  }
}
    fragment WebhookFailure on Error {
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
}`) as unknown as TypedDocumentString<EditWebhookMutation, EditWebhookMutationVariables>;
export const RemoveWebhookDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation RemoveWebhook($id: ID!) {
  deleteWebhook(id: $id) {
    ... on DeleteWebhookPayload {
      deletedId
    }
    ...WebhookFailure
  }
}
    fragment WebhookFailure on Error {
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
}`) as unknown as TypedDocumentString<RemoveWebhookMutation, RemoveWebhookMutationVariables>;
export const UndoWebhookDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation UndoWebhook($id: ID!, $version: Int!) {
  revertWebhook(id: $id, version: $version) {
    ... on UpdateWebhookPayload {
      webhook {
        id
      }
    }
    ...WebhookFailure
  }
}
    fragment WebhookFailure on Error {
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
}`) as unknown as TypedDocumentString<UndoWebhookMutation, UndoWebhookMutationVariables>;
export const CloseBreakerDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation CloseBreaker($webhookId: ID!, $thread: String) {
  resetBreaker(webhookId: $webhookId, thread: $thread) {
    ... on UpdateWebhookPayload {
      webhook {
        id
      }
    }
    ...WebhookFailure
  }
}
    fragment WebhookFailure on Error {
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
}`) as unknown as TypedDocumentString<CloseBreakerMutation, CloseBreakerMutationVariables>;
export const RenewWebhookTimeDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation RenewWebhookTime($id: ID!) {
  renewWebhook(id: $id) {
    ... on UpdateWebhookPayload {
      webhook {
        id
      }
    }
    ...WebhookFailure
  }
}
    fragment WebhookFailure on Error {
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
}`) as unknown as TypedDocumentString<RenewWebhookTimeMutation, RenewWebhookTimeMutationVariables>;
export const TestWebhookDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation TestWebhook($webhookId: ID!, $eventType: String!, $payload: JSON) {
  sendTestEvent(webhookId: $webhookId, eventType: $eventType, payload: $payload) {
    ... on SendTestEventPayload {
      event {
        id
      }
    }
    ...WebhookFailure
  }
}
    fragment WebhookFailure on Error {
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
    ...WebhookFailure
  }
}
    fragment WebhookFailure on Error {
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
    ...WebhookFailure
  }
}
    fragment WebhookFailure on Error {
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
}`) as unknown as TypedDocumentString<DisableWebhookMutation, DisableWebhookMutationVariables>;