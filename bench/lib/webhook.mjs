// The webhook that is measured: ten commands, of which four are tried on an opened issue and one makes a task.
import { createWebhook } from './built-server.mjs'
import { SECRET } from './delivery.mjs'

const template = 'Analyze issue: {{issue.title}}\n\n{{issue.body}}'
const makesTask = (trigger, conditions = {}) => ({ trigger, conditions, action: 'CREATE_TASK', agent: 'planning', template })

const commands = [
  makesTask('issues.opened', { 'issue.user.login': 'Codertocat' }),
  makesTask('issues.opened', { labels: ['question', 'wontfix'] }),
  makesTask('issues.*', { body_contains: '@agent' }),
  makesTask('*', { 'repository.full_name': 'octo/other' }),
  makesTask('issues.closed'),
  makesTask('issue_comment.created', { body_contains: '@agent' }),
  makesTask('pull_request.opened'),
  makesTask('pull_request_review.submitted'),
  makesTask('push'),
  makesTask('release.published'),
]

export function createMeasuredWebhook(server) {
  return createWebhook(server, { name: 'Measured', provider: 'GITHUB', secret: SECRET, commands })
}
