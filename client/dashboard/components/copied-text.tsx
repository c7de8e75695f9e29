import { Code, Group } from '@mantine/core'
import { BREAKS } from './breaks.ts'
import { CopyButton } from './copy-button.tsx'

/** A text that is pasted elsewhere, with a button that copies it. `what` names it: "the address". */
export function CopiedText({ value, what }: { value: string; what: string }) {
  return (
    <Group gap={4} wrap="nowrap" miw={0}>
      <Code style={BREAKS}>{value}</Code>
      <CopyButton value={value} what={what} />
    </Group>
  )
}
