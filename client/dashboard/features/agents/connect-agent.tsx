import { Code, Stack, Tabs, Text } from '@mantine/core'
import { CopyButton } from '../../components/copy-button.tsx'
import { Section } from '../../components/section.tsx'
import classes from './connect-agent.module.css'

/** The same as in docs/agents.md, docs/cli.md and docs/mcp.md, for this server. */
const WAYS = (origin: string): { value: string; label: string; text: string; code: string }[] => [
  {
    value: 'program',
    label: 'Any program',
    text: 'The task comes on standard input as JSON, what the program prints is the result.',
    code: `export HOOKLINE_URL=${origin} HOOKLINE_KEY=hk_…\nhookline agent run --name planning --exec './my-agent'`,
  },
  {
    value: 'sdk',
    label: 'TypeScript',
    text: 'Claims tasks, keeps their leases, hands in results, and asks people.',
    code: `import { createHookline } from '@hookline/sdk'\n\nconst hookline = createHookline({ url: '${origin}', key: process.env.HOOKLINE_KEY })\nhookline.work('planning', async (task, ctx) => {\n  const release = await ctx.ask('Which release is this for?', { options: ['1.4', '2.0'] })\n  return { plan: \`For \${release}\` }\n})`,
  },
  {
    value: 'mcp',
    label: 'MCP',
    text: 'For assistants such as Claude or Cursor: every tool is an operation under the rights of the key.',
    code: `claude mcp add --transport http hookline ${origin}/mcp --header "Authorization: Bearer hk_…"`,
  },
]

/** How an agent is connected in a minute. */
export function ConnectAgent({ isFirst }: { isFirst: boolean }) {
  const ways = WAYS(location.origin)
  return (
    <Section title={isFirst ? 'Connect your first agent' : 'Connect another agent'}>
      <Text size="sm" c="dimmed" mb="sm">
        It needs a key with the role AGENT, which an administrator makes on the page of keys.
      </Text>
      <Tabs defaultValue="program" keepMounted={false}>
        <Tabs.List mb="sm">
          {ways.map(({ value, label }) => (
            <Tabs.Tab key={value} value={value}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {ways.map(({ value, text, code }) => (
          <Tabs.Panel key={value} value={value}>
            <Stack gap="xs">
              <Text size="sm">{text}</Text>
              <div className={classes.snippet}>
                <Code block tabIndex={0}>
                  {code}
                </Code>
                <span className={classes.copy}>
                  <CopyButton value={code} what="this" />
                </span>
              </div>
            </Stack>
          </Tabs.Panel>
        ))}
      </Tabs>
    </Section>
  )
}
