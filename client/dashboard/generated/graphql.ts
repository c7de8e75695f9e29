/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
export interface DocumentTypeDecoration<TResult, TVariables> {
  __apiType?: (variables: TVariables) => TResult
}
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

export type WebhookListQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type WebhookListQuery = { webhooks: { totalCount: number | null, edges: Array<{ node: { id: string, name: string, provider: Provider } }>, pageInfo: { endCursor: string | null, hasNextPage: boolean } } };

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
export const WebhookListDocument = /*#__PURE__*/ new TypedDocumentString(`
    query WebhookList($first: Int, $after: String) {
  webhooks(first: $first, after: $after) {
    edges {
      node {
        id
        name
        provider
      }
    }
    pageInfo {
      endCursor
      hasNextPage
    }
    totalCount
  }
}
    `) as unknown as TypedDocumentString<WebhookListQuery, WebhookListQueryVariables>;