import { Code } from '@mantine/core'

interface JsonTreeProps {
  value: unknown
  /** Told the path of what was clicked, as conditions and templates name it: `issue.labels.0.name`. Left out: nothing can be picked. */
  onPick?(path: string, value: unknown): void
}

/** JSON to look into. */
export function JsonTree({ value }: JsonTreeProps) {
  return <Code block>{JSON.stringify(value, null, 2)}</Code>
}
