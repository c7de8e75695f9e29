import { Box, Text } from '@mantine/core'
import { useMemo } from 'react'
import classes from './json-diff.module.css'
import { type DiffLine, diffLines } from './line-diff.ts'

interface JsonDiffProps {
  /** Null or undefined: there was nothing. */
  before: unknown
  after: unknown
}

const SIGNS: Record<DiffLine['kind'], string> = { same: ' ', added: '+', removed: '−' }
const SAID: Record<DiffLine['kind'], string> = { same: '', added: 'added: ', removed: 'removed: ' }

/** What differs between two JSON values, line by line. */
export function JsonDiff({ before, after }: JsonDiffProps) {
  const lines = useMemo(() => diffLines(linesOf(before), linesOf(after)), [before, after])
  if (lines.every(({ kind }) => kind === 'same'))
    return (
      <Text size="sm" c="dimmed">
        No difference.
      </Text>
    )
  return (
    <Box className={classes.diff} tabIndex={0} role="group" aria-label="Difference">
      {lines.map(({ kind, text }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name, and none moves
        <div key={index} className={classes[kind]}>
          <span aria-hidden>{SIGNS[kind]} </span>
          <span className={classes.said}>{SAID[kind]}</span>
          {text}
        </div>
      ))}
    </Box>
  )
}

function linesOf(value: unknown): string {
  return value === null || value === undefined ? '' : JSON.stringify(value, null, 2)
}
