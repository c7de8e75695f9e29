import { Group, Text, UnstyledButton } from '@mantine/core'
import { ChevronDown, ChevronRight } from 'lucide-react'
import { CopyButton } from '../copy-button.tsx'
import type { Row } from './rows.ts'
import classes from './tree-row.module.css'

interface TreeRowProps {
  row: Row
  isOpen: boolean
  isMarked: boolean
  onToggle(path: string): void
  onPick?(path: string, value: unknown): void
}

/** A longer text is shown in part; copying takes all of it. */
const MAX_SHOWN_CHARS = 300

export function TreeRow({ row, isOpen, isMarked, onToggle, onPick }: TreeRowProps) {
  const { path, key, depth, value, size } = row
  return (
    <Group gap={4} wrap="nowrap" h="100%" pl={depth * 16} className={classes.row} data-marked={isMarked || undefined}>
      {size === null ? <span className={classes.gap} /> : <Toggle row={row} isOpen={isOpen} onToggle={onToggle} />}
      {key !== '' && <Name path={path} name={key} value={value} onPick={onPick} />}
      <Text span size="sm" ff="monospace" className={classes[kindOf(value)]} style={{ whiteSpace: 'pre' }}>
        {size === null ? shown(value) : summary(value, size)}
      </Text>
      {path !== '' && (
        <span className={classes.copy}>
          <CopyButton value={path} what={`the path ${path}`} />
          {size === null && <CopyButton value={String(value)} what={`the value of ${path}`} />}
        </span>
      )}
    </Group>
  )
}

function Toggle({ row: { path, key }, isOpen, onToggle }: Pick<TreeRowProps, 'row' | 'isOpen' | 'onToggle'>) {
  return (
    <UnstyledButton
      onClick={() => onToggle(path)}
      aria-expanded={isOpen}
      aria-label={`${isOpen ? 'Close' : 'Open'} ${key || 'everything'}`}
      className={classes.gap}
    >
      {isOpen ? <ChevronDown size={14} /> : <ChevronRight size={14} />}
    </UnstyledButton>
  )
}

function Name({ path, name, value, onPick }: { path: string; name: string; value: unknown; onPick: TreeRowProps['onPick'] }) {
  const text = (
    <Text span size="sm" ff="monospace" fw={600}>
      {name}:
    </Text>
  )
  if (!onPick) return text
  return (
    <UnstyledButton onClick={() => onPick(path, value)} className={classes.pick} aria-label={`Take ${path}`}>
      {text}
    </UnstyledButton>
  )
}

function kindOf(value: unknown): 'text' | 'number' | 'other' {
  if (typeof value === 'string') return 'text'
  return typeof value === 'number' ? 'number' : 'other'
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > MAX_SHOWN_CHARS ? `${text.slice(0, MAX_SHOWN_CHARS)}… (${text.length.toLocaleString('en')} characters)` : text
}

function summary(value: unknown, size: number): string {
  return Array.isArray(value) ? `[ ${size.toLocaleString('en')} ]` : `{ ${size.toLocaleString('en')} }`
}
