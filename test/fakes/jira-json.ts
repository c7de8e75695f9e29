import { randomUUID } from 'node:crypto'

export interface FakeJiraUser {
  accountId: string
  /** Data Center's name of the user. */
  name: string
  displayName: string
  accountType?: 'atlassian' | 'app'
  /** Default true. */
  mayComment?: boolean
  /** Whether it sees the issues. Default true. */
  mayBrowse?: boolean
}

export interface FakeJiraComment {
  id: string
  issueId: string
  issueKey: string
  /** Text, or a document where it came so. */
  body: unknown
  author: FakeJiraUser
  isCloud: boolean
  createdAt: string
}

export function userJson(
  { accountId, name, displayName, accountType = 'atlassian' }: FakeJiraUser,
  isCloud: boolean,
): Record<string, unknown> {
  const common = { displayName, active: true, timeZone: 'Etc/UTC' }
  return isCloud ? { accountId, accountType, ...common } : { name, key: name, emailAddress: `${name}@example.com`, ...common }
}

/**
 * The webhook's delivery, unsigned, that Jira makes of a comment: https://developer.atlassian.com/cloud/jira/platform/webhooks/
 * The body of a comment is text there, also where a document was written.
 */
export function commentDelivery({ id, issueId, issueKey, body, author, isCloud, createdAt }: FakeJiraComment): {
  headers: Record<string, string>
  body: string
} {
  const by = userJson(author, isCloud)
  const site = isCloud ? 'https://example.atlassian.net' : 'https://jira.example.com'
  const self = `${site}/rest/api/2/issue/${issueId}`
  const comment = {
    self: `${self}/comment/${id}`,
    id,
    author: by,
    body: textOf(body),
    updateAuthor: by,
    created: createdAt,
    updated: createdAt,
    jsdPublic: true,
  }
  const fields = {
    summary: 'The export button does nothing',
    status: { name: 'To Do' },
    issuetype: { name: 'Bug' },
    project: { key: issueKey.split('-')[0] },
  }
  const issue = { id: issueId, self, key: issueKey, fields }
  return {
    headers: {
      'content-type': 'application/json',
      'user-agent': 'Atlassian Webhook HTTP Client',
      'x-atlassian-webhook-identifier': randomUUID(),
      'x-atlassian-webhook-flow': 'Primary',
    },
    body: JSON.stringify({ timestamp: Date.parse(createdAt), webhookEvent: 'comment_created', comment, issue, eventType: 'primaryAction' }),
  }
}

interface AdfNode {
  type?: string
  text?: string
  content?: AdfNode[]
}

function textOf(body: unknown): string {
  if (typeof body === 'string') return body
  const { type, text = '', content = [] } = body as AdfNode
  const inner = content.map(textOf)
  return type === 'hardBreak' ? '\n' : text + inner.join(type === 'doc' ? '\n\n' : '')
}
