import { Anchor } from '@mantine/core'
import { ExternalLink } from 'lucide-react'
import type { ReactNode } from 'react'

/** A link to where an event came from. Only a web address becomes one: what a payload calls a URL may be a script. */
export function SafeLink({ href, children }: { href: string | null | undefined; children: ReactNode }) {
  if (!href || !isWeb(href)) return children
  return (
    <Anchor href={href} target="_blank" rel="noopener noreferrer" inherit>
      {children} <ExternalLink size={12} aria-label="(opens elsewhere)" />
    </Anchor>
  )
}

function isWeb(text: string): boolean {
  return URL.canParse(text) && ['https:', 'http:'].includes(new URL(text).protocol)
}
