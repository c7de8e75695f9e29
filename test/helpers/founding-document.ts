// What the founding document prints, byte for byte.

export const GITHUB_ISSUES = `{
  "webhook_id": "github-issues-001",
  "name": "GitHub Issue Tracker",
  "provider": "github",
  "endpoint": "/webhooks/github/github-issues-001",
  "secret": "your-webhook-secret",
  "enabled": true,
  "commands": [
    {
      "trigger": "issues.opened",
      "action": "create_task",
      "agent": "planning",
      "template": "Analyze issue: {{issue.title}}\\n\\n{{issue.body}}",
      "conditions": {
        "labels": ["bug", "enhancement"]
      }
    },
    {
      "trigger": "issue_comment.created",
      "action": "ask",
      "agent": "brain",
      "template": "User asked: {{comment.body}}",
      "conditions": {
        "body_contains": "@agent"
      }
    }
  ]
}`

export const JIRA_SPRINT = `{
  "webhook_id": "jira-automation-001",
  "name": "Jira Sprint Automation",
  "provider": "jira",
  "endpoint": "/webhooks/jira/jira-automation-001",
  "enabled": true,
  "commands": [
    {
      "trigger": "jira:issue_created",
      "action": "create_task",
      "agent": "planning",
      "template": "New Jira ticket: {{issue.key}} - {{issue.summary}}"
    },
    {
      "trigger": "jira:issue_updated",
      "action": "comment",
      "agent": "brain",
      "template": "Acknowledged update to {{issue.key}}"
    }
  ]
}`

export const SLACK_ALERTS = `{
  "webhook_id": "slack-alerts-001",
  "name": "Slack Alert Handler",
  "provider": "slack",
  "endpoint": "/webhooks/slack/slack-alerts-001",
  "enabled": true,
  "commands": [
    {
      "trigger": "message.channels",
      "action": "respond",
      "agent": "brain",
      "template": "Processing your request: {{text}}",
      "conditions": {
        "channel": "#engineering"
      }
    }
  ]
}`

/** What the brain writes and then posts. */
export const GITHUB_URGENT = `{
  "name": "GitHub Urgent Issues",
  "provider": "github",
  "commands": [
    {
      "trigger": "issues.labeled",
      "action": "create_task",
      "agent": "planning",
      "conditions": {"label": "urgent"}
    }
  ]
}`

/** What its user has asked for. */
export const URGENT_REQUEST = `Create a webhook for GitHub that automatically creates planning tasks 
when issues are labeled "urgent"`

/** The bodies of the three interactive actions, by the last part of their path. */
export const INTERACTIVE = {
  comment: `{
  "event_id": "evt-123",
  "message": "I've created task-456 to handle this"
}`,
  ask: `{
  "event_id": "evt-123",
  "question": "Should I prioritize this over task-789?"
}`,
  respond: `{
  "event_id": "evt-123",
  "response": "Task completed successfully"
}`,
}

export const ENVIRONMENT = `# Webhook Configuration
WEBHOOK_BASE_URL=https://your-domain.com
WEBHOOK_SECRET_KEY=your-secret-key

# Database
DATABASE_URL=postgresql://user:pass@host/db
REDIS_URL=redis://host:6379

# Storage
STORAGE_BACKEND=s3
S3_BUCKET=your-webhook-configs`

/** The columns of its tables. */
export const TABLES = {
  webhook_configs: 'webhook_id name provider endpoint secret enabled config_json created_at created_by updated_at',
  webhook_commands: 'command_id webhook_id trigger action agent template conditions_json priority',
  webhook_events: 'event_id webhook_id provider event_type payload_json matched_command task_id response_sent created_at',
}
