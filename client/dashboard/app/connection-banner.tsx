import { Alert } from '@mantine/core'
import { CloudOff } from 'lucide-react'
import { useConnection } from '../api/live.ts'

/** Shown while what happens does not reach the page. When it does again, nothing that lay between is missed. */
export function ConnectionBanner() {
  if (useConnection() !== 'lost') return null
  return (
    <Alert color="yellow" mb="md" icon={<CloudOff size={18} />} role="status" title="Disconnected">
      The server cannot be reached. This page goes on by itself when it can, and catches up with what it has missed.
    </Alert>
  )
}
