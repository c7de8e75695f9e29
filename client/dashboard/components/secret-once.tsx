import { Alert, Text } from '@mantine/core'
import { KeyRound } from 'lucide-react'
import { CopiedText } from './copied-text.tsx'

/** A secret that the server shows this once. */
export function SecretOnce({ secret, what, text }: { secret: string; what: string; text: string }) {
  return (
    <Alert color="yellow" icon={<KeyRound size={18} />} title={`This is shown once: ${what}`}>
      <CopiedText value={secret} what={what} />
      <Text size="sm" mt={4}>
        {text}
      </Text>
    </Alert>
  )
}
