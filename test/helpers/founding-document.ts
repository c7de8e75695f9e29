// The founding document's three configurations, byte for byte.

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
