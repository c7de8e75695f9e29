import { Box, Text } from '@mantine/core'
import { useMemo } from 'react'
import classes from './json-diff.module.css'
import { type DiffLine, diffLines, foldSame } from './line-diff.ts'

interface JsonDiffProps {
  /** Null or undefined: there was nothing. */
  before: unknown
  after: unknown
}

const SIGNS: Record<DiffLine['kind'], string> = { same: ' ', added: '+', removed: '−' }
const SAID: Record<DiffLine['kind'], string> = { same: '', added: 'added: ', removed: 'removed: ' }

/** What differs between two JSON values, line by line, with the lines around it. */
export function JsonDiff({ before, after }: JsonDiffProps) {
  const parts = useMemo(() => foldSame(diffLines(textOf(before), textOf(after))), [before, after])
  if (parts.every(({ kind }) => kind === 'folded'))
    return (
      <Text size="sm" c="dimmed">
        No difference.
      </Text>
    )
  return (
    <Box className={classes.diff} tabIndex={0} role="group" aria-label="Difference">
      {parts.map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name, and none moves
        <div key={index} className={classes[part.kind]}>
          {part.kind === 'folded' ? `⋯ ${part.count === 1 ? '1 more line' : `${part.count} more lines`}, the same` : <Line {...part} />}
        </div>
      ))}
    </Box>
  )
}

function Line({ kind, text }: DiffLine) {
  return (
    <>
      <span aria-hidden>{SIGNS[kind]} </span>
      <span className={classes.said}>{SAID[kind]}</span>
      {text}
    </>
  )
}

function textOf(value: unknown): string {
  return value === null || value === undefined ? '' : JSON.stringify(value, null, 2)
}
