import { Badge, Box, Collapse, Group, Text, UnstyledButton } from '@mantine/core'
import { ChevronDown, ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { TimeText } from '../../components/time-text.tsx'
import classes from './audit-entry.module.css'
import type { Entry } from './entry.ts'
import { EntryDetail } from './entry-detail.tsx'

interface AuditEntryProps {
  entry: Entry
  /** It is the first one that is not sound. */
  isBad: boolean
  isOpen: boolean
  onToggle(): void
  onFilter(change: { actor?: string; verb?: string }): void
}

export function AuditEntry({ entry, isBad, isOpen, onToggle, onFilter }: AuditEntryProps) {
  const { id, at, actor, verb, subject } = entry
  return (
    <Box role="listitem" className={classes.entry} data-bad={isBad || undefined}>
      <Group gap="xs" wrap="nowrap" align="flex-start">
        <UnstyledButton onClick={onToggle} aria-expanded={isOpen} aria-label={`${verb} by ${actor}: ${isOpen ? 'close' : 'open'}`} pt={2}>
          {isOpen ? <ChevronDown size={16} /> : <ChevronRight size={16} />}
        </UnstyledButton>
        <Box className={classes.line}>
          <Filter label={`Only ${verb}`} onClick={() => onFilter({ verb })}>
            <Text size="sm" fw={600} ff="monospace">
              {verb}
            </Text>
          </Filter>
          <Text size="sm" ff="monospace" className={classes.subject}>
            {subject}
          </Text>
          <Filter label={`Only what ${actor} has done`} onClick={() => onFilter({ actor })}>
            <Text size="sm">{actor}</Text>
          </Filter>
          <Text size="sm" c="dimmed" className={classes.time}>
            <TimeText at={at} />
          </Text>
        </Box>
        {isBad && (
          <Badge color="red" tt="none">
            Not sound
          </Badge>
        )}
      </Group>
      <Collapse expanded={isOpen}>{isOpen && <EntryDetail key={id} entry={entry} />}</Collapse>
    </Box>
  )
}

function Filter({ label, onClick, children }: { label: string; onClick(): void; children: ReactNode }) {
  return (
    <UnstyledButton onClick={onClick} title={label} className={classes.filter}>
      {children}
    </UnstyledButton>
  )
}
