import { Accordion, Button, Group, Text } from '@mantine/core'
import { Undo2 } from 'lucide-react'
import { useLiveQuery } from '../../api/queries.ts'
import { useSend } from '../../api/send.ts'
import { useMayOperate } from '../../api/viewer.ts'
import { JsonDiff } from '../../components/json-diff.tsx'
import { Section } from '../../components/section.tsx'
import { TimeText } from '../../components/time-text.tsx'
import { UndoWebhookDocument, WebhookHistoryDocument } from '../../generated/graphql.ts'

const CHANGES = ['WEBHOOK']

/** Every version, with what it has changed; going back makes a new one. */
export function HistorySection({ id }: { id: string }) {
  const { data } = useLiveQuery(WebhookHistoryDocument, { id }, { changes: CHANGES })
  const mayOperate = useMayOperate()
  const undo = useSend(UndoWebhookDocument, { done: 'It is as it was' })
  const versions = data?.webhook?.versions ?? []
  return (
    <Section title="History">
      <Accordion variant="contained" chevronPosition="left">
        {versions.map(({ version, at, by, config }, index) => (
          <Accordion.Item key={version} value={String(version)}>
            <Accordion.Control>
              <Text size="sm">
                Version {version}, {by}, <TimeText at={at} />
              </Text>
            </Accordion.Control>
            <Accordion.Panel>
              <JsonDiff before={versions[index + 1]?.config} after={config} />
              {mayOperate && index > 0 && (
                <Group justify="flex-end" mt="xs">
                  <Button
                    size="compact-sm"
                    variant="light"
                    leftSection={<Undo2 size={14} />}
                    loading={undo.isPending}
                    onClick={() => undo.mutate({ id, version })}
                  >
                    Go back to this
                  </Button>
                </Group>
              )}
            </Accordion.Panel>
          </Accordion.Item>
        ))}
      </Accordion>
    </Section>
  )
}
