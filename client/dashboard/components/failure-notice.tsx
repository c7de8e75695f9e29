import { Alert, Button, Code, Group, List, Text } from '@mantine/core'
import { TriangleAlert } from 'lucide-react'
import type { HooklineError } from '../../sdk/index.ts'

interface FailureNoticeProps {
  error: HooklineError
  onRetry?(): unknown
}

/** What went wrong, where in the input, and the code by which the manual knows it. */
export function FailureNotice({ error, onRetry }: FailureNoticeProps) {
  const { message, code, issues = [] } = error
  return (
    <Alert color="red" icon={<TriangleAlert size={18} />} role="alert" title={message}>
      {issues.length > 0 && (
        <List size="sm">
          {issues.map(({ path, message: issue }) => (
            <List.Item key={path.join('.') + issue}>
              {path.length > 0 && <Code>{path.join('.')}</Code>} {issue}
            </List.Item>
          ))}
        </List>
      )}
      <Group justify="space-between" mt="xs">
        <Text size="xs">
          <Code>{code}</Code>
        </Text>
        {onRetry && (
          <Button size="compact-sm" variant="light" color="red" onClick={() => void onRetry()}>
            Try again
          </Button>
        )}
      </Group>
    </Alert>
  )
}
