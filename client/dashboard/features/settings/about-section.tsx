import { Anchor, Stack } from '@mantine/core'
import { HealthDocument } from '../../../sdk/index.ts'
import { useLiveQuery } from '../../api/queries.ts'
import { useViewer } from '../../api/viewer.ts'
import { Facts } from '../../components/facts.tsx'
import { Section } from '../../components/section.tsx'

const LINKS = [
  { href: '/api/docs', label: 'REST API', text: 'every path, to read and to try' },
  { href: '/graphql', label: 'GraphQL', text: 'the schema, and a place to ask it' },
  { href: '/api/openapi.json', label: 'OpenAPI document', text: 'for generators of clients' },
]

export function AboutSection() {
  const { name, role } = useViewer()
  const { data } = useLiveQuery(HealthDocument, {}, { enabled: role !== 'AGENT' })
  return (
    <Section title="About">
      <Stack gap="sm">
        <Facts
          facts={[
            ['Hookline', data?.health.version],
            ['You are', `${name}, ${role}`],
            ...LINKS.map(
              ({ href, label, text }) =>
                [
                  label,
                  <span key={href}>
                    <Anchor href={href} size="sm" underline="always">
                      {href}
                    </Anchor>
                    , {text}
                  </span>,
                ] as const,
            ),
            ['Guides', 'in the folder docs of the installation: operators, integrators, agents, providers, mcp, cli'],
          ]}
        />
      </Stack>
    </Section>
  )
}
