import { Code, List } from '@mantine/core'
import { Fragment } from 'react'
import type { Guide } from './use-guide.ts'

/** What to enter where at the provider, step by step. */
export function SetupSteps({ guide: { setup }, url }: { guide: Pick<Guide, 'setup'>; url: string }) {
  return (
    <List type="ordered" size="sm" spacing={4}>
      {setup.map((step) => (
        <List.Item key={step}>
          <Step text={step} url={url} />
        </List.Item>
      ))}
    </List>
  )
}

/** The address, and what stands in backticks, is entered as it is. */
function Step({ text, url }: { text: string; url: string }) {
  return text.split(/(\{url\}|`[^`]+`)/).map((part, index) => {
    const entered = part === '{url}' ? url : /^`.+`$/.test(part) ? part.slice(1, -1) : null
    // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text, none of which moves
    return <Fragment key={index}>{entered === null ? part : <Code>{entered}</Code>}</Fragment>
  })
}
