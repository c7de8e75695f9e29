import { TextInput, type TextInputProps } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useEffect, useRef, useState } from 'react'

const TYPING_MS = 250

interface TypedFilterProps extends Pick<TextInputProps, 'leftSection' | 'flex' | 'w'> {
  label: string
  /** Default: the label. */
  placeholder?: string
  /** What is filtered by now. */
  value: string
  onChange(text: string): void
}

/** A text to filter by: told a moment after the last letter, and given up for another one that comes from elsewhere. */
export function TypedFilter({ label, placeholder = label, value, onChange, ...look }: TypedFilterProps) {
  const [typed, setTyped] = useState(value)
  const told = useRef(value)
  const tell = useDebouncedCallback((next: string) => {
    told.current = next
    onChange(next)
  }, TYPING_MS)
  useEffect(() => {
    if (value === told.current) return
    told.current = value
    tell.cancel()
    setTyped(value)
  }, [value, tell])
  return (
    <TextInput
      {...look}
      aria-label={label}
      placeholder={placeholder}
      value={typed}
      onChange={(event) => {
        setTyped(event.currentTarget.value)
        tell(event.currentTarget.value)
      }}
    />
  )
}
