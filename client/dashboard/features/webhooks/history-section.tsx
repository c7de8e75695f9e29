import { Accordion, Button, Group, Text } from '@mantine/core'
import { Undo2 } from 'lucide-react'
import { useState } from 'react'
import { useLiveQuery } from '../../api/queries.ts'
import { useSend } from '../../api/send.ts'
import { useMayOperate } from '../../api/viewer.ts'
import { JsonDiff } from '../../components/json-diff.tsx'
import { Section } from '../../components/section.tsx'
import { TimeText } from '../../components/time-text.tsx'
import { UndoWebhookDocument, WebhookHistoryDocument, type WebhookHistoryQuery } from '../../generated/graphql.ts'

const CHANGES = ['WEBHOOK']
const FIRST_SHOWN = 5

type Version = NonNullable<WebhookHistoryQuery['webhook']>['versions'][number]

/** Every version, with what it has changed; going back makes a new one. */
export function HistorySection({ id, isDeleted }: { id: string; isDeleted: boolean }) {
  const { data } = useLiveQuery(WebhookHistoryDocument, { id }, { changes: CHANGES })
  const [showsAll, setShowsAll] = useState(false)
  const mayUndo = useMayOperate() && !isDeleted
  const undo = useSend(UndoWebhookDocument, { done: 'It is as it was, as a new version' })
  const versions = data?.webhook?.versions ?? []
  const goBackTo = (version: number) => undo.mutate({ id, version })
  const [, before] = versions
  return (
    <Section
      title="History"
      actions={mayUndo && before && <UndoButton isSending={undo.isPending} onClick={() => goBackTo(before.version)} />}
    >
      <Accordion variant="contained" chevronPosition="left" keepMounted={false}>
        {versions.slice(0, showsAll ? undefined : FIRST_SHOWN).map((version, index) => (
          <VersionItem
            key={version.version}
            version={version}
            before={versions[index + 1]}
            onGoBack={mayUndo && index > 0 ? () => goBackTo(version.version) : undefined}
          />
        ))}
      </Accordion>
      {!showsAll && versions.length > FIRST_SHOWN && (
        <Button mt="xs" size="compact-sm" variant="subtle" onClick={() => setShowsAll(true)}>
          Show all {versions.length}
        </Button>
      )}
    </Section>
  )
}

function UndoButton({ isSending, onClick }: { isSending: boolean; onClick(): void }) {
  return (
    <Button size="compact-sm" variant="light" leftSection={<Undo2 size={14} />} loading={isSending} onClick={onClick}>
      Undo the last change
    </Button>
  )
}

interface VersionItemProps {
  version: Version
  before: Version | undefined
  /** Left out: one may not, or is there. */
  onGoBack?(): void
}

function VersionItem({ version: { version, at, by, config }, before, onGoBack }: VersionItemProps) {
  return (
    <Accordion.Item value={String(version)}>
      <Accordion.Control>
        <Text size="sm">
          Version {version}, {by}, <TimeText at={at} />
        </Text>
      </Accordion.Control>
      <Accordion.Panel>
        <JsonDiff before={before?.config} after={config} />
        {onGoBack && (
          <Group justify="flex-end" mt="xs">
            <Button size="compact-sm" variant="light" leftSection={<Undo2 size={14} />} onClick={onGoBack}>
              Go back to this
            </Button>
          </Group>
        )}
      </Accordion.Panel>
    </Accordion.Item>
  )
}
