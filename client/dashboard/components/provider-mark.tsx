import { ThemeIcon, Tooltip } from '@mantine/core'
import type { Provider } from '../generated/graphql.ts'

/** Letters instead of logos: those belong to their owners. */
const MARKS: Record<Provider, [name: string, letters: string, color: string]> = {
  GITHUB: ['GitHub', 'GH', 'dark'],
  GITLAB: ['GitLab', 'GL', 'orange'],
  JIRA: ['Jira', 'Ji', 'blue'],
  SLACK: ['Slack', 'Sl', 'grape'],
  SENTRY: ['Sentry', 'Se', 'violet'],
  LINEAR: ['Linear', 'Li', 'indigo'],
  STRIPE: ['Stripe', 'St', 'cyan'],
  PAGERDUTY: ['PagerDuty', 'PD', 'green'],
  STANDARD: ['Standard Webhooks', 'SW', 'teal'],
  CUSTOM: ['Custom', '{}', 'gray'],
}

/** For a list to choose from. */
export const PROVIDER_OPTIONS = (Object.keys(MARKS) as Provider[]).map((value) => ({ value, label: MARKS[value][0] }))

export function providerName(provider: Provider): string {
  return MARKS[provider][0]
}

export function ProviderMark({ provider, size = 28 }: { provider: Provider; size?: number }) {
  const [name, letters, color] = MARKS[provider]
  return (
    <Tooltip label={name}>
      <ThemeIcon size={size} color={color} variant="light" role="img" aria-label={name} fz={size * 0.42} fw={700}>
        {letters}
      </ThemeIcon>
    </Tooltip>
  )
}
