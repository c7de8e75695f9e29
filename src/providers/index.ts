import type { ProviderName } from '../model/webhook.ts'
import { custom } from './custom.ts'
import { github } from './github.ts'
import { gitlab } from './gitlab.ts'
import { jira } from './jira.ts'
import { linear } from './linear.ts'
import { pagerduty } from './pagerduty.ts'
import type { Provider } from './provider.ts'
import { sentry } from './sentry.ts'
import { slack } from './slack.ts'
import { standard } from './standard.ts'
import { stripe } from './stripe.ts'

/** Every kind of system that may deliver, by its name in the URL. */
export const providers: Record<ProviderName, Provider> = {
  github,
  gitlab,
  jira,
  slack,
  sentry,
  linear,
  stripe,
  pagerduty,
  standard,
  custom,
}
