import { Box } from '@mantine/core'
import type { ReactNode } from 'react'

/** What appears below what a person has just done: scrolled to where it can be seen, once. */
export function Revealed({ children }: { children: ReactNode }) {
  return <Box ref={reveal}>{children}</Box>
}

function reveal(node: HTMLElement | null): void {
  node?.scrollIntoView({ block: 'nearest' })
}
