import { ActionIcon, CopyButton as Copy, Tooltip } from '@mantine/core'
import { Check, Copy as CopyIcon } from 'lucide-react'

/** Puts `value` on the clipboard. `what` names it: "Copy the address". */
export function CopyButton({ value, what }: { value: string; what: string }) {
  return (
    <Copy value={value} timeout={1500}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? 'Copied' : `Copy ${what}`}>
          <ActionIcon variant="subtle" color={copied ? 'green' : 'gray'} onClick={copy} aria-label={copied ? 'Copied' : `Copy ${what}`}>
            {copied ? <Check size={16} /> : <CopyIcon size={16} />}
          </ActionIcon>
        </Tooltip>
      )}
    </Copy>
  )
}
