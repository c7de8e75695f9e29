import { UnstyledButton } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { Check, ChevronDown, ChevronRight, Copy as CopyIcon } from 'lucide-react'
import { type Keys, pathOf, type Row } from './rows.ts'
import classes from './tree-row.module.css'

interface TreeRowProps {
  row: Row
  isMarked: boolean
  onToggle(keys: Keys): void
  onPick?(path: string, value: unknown): void
}

/** A longer text is shown in part; copying takes all of it. */
const MAX_SHOWN_CHARS = 300

export function TreeRow({ row, isMarked, onToggle, onPick }: TreeRowProps) {
  const { keys, key, value, size } = row
  const path = pathOf(keys)
  return (
    <div className={classes.row} style={{ paddingLeft: keys.length * 16 }} data-marked={isMarked || undefined}>
      {size === null ? <span className={classes.gap} /> : <Toggle row={row} onToggle={onToggle} />}
      {key !== '' && <Name path={path} name={key} value={value} onPick={onPick} />}
      <span className={classes[kindOf(value)]}>{size === null ? shown(value) : summary(value, size)}</span>
      {path !== '' && (
        <span className={classes.copies}>
          <Copy value={path} what={`the path ${path}`} />
          {size === null && <Copy value={String(value)} what={`the value of ${path}`} />}
        </span>
      )}
    </div>
  )
}

/** Lighter than CopyButton, of which a screen would have two for each of its lines. */
function Copy({ value, what }: { value: string; what: string }) {
  const { copied, copy } = useClipboard({ timeout: 1500 })
  const label = copied ? 'Copied' : `Copy ${what}`
  return (
    <button type="button" className={classes.copy} title={label} aria-label={label} onClick={() => copy(value)}>
      {copied ? <Check size={16} /> : <CopyIcon size={16} />}
    </button>
  )
}

function Toggle({ row: { keys, key, isOpen }, onToggle }: Pick<TreeRowProps, 'row' | 'onToggle'>) {
  return (
    <UnstyledButton
      onClick={() => onToggle(keys)}
      aria-expanded={isOpen}
      aria-label={`${isOpen ? 'Close' : 'Open'} ${key || 'everything'}`}
      className={classes.gap}
    >
      {isOpen ? <ChevronDown size={14} /> : <ChevronRight size={14} />}
    </UnstyledButton>
  )
}

function Name({ path, name, value, onPick }: { path: string; name: string; value: unknown; onPick: TreeRowProps['onPick'] }) {
  const text = <span className={classes.name}>{name}:</span>
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
