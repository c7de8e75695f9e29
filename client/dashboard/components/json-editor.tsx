import { Input, Skeleton } from '@mantine/core'
import { lazy, Suspense, useId } from 'react'

const CodeEditor = lazy(() => import('./code-editor.tsx'))

export interface EditorProps {
  label: string
  description?: string
  value: string
  onChange(value: string): void
  /** What is wrong with it. */
  error?: string | null
  /** In pixels. Default: 160. */
  minHeight?: number
  readOnly?: boolean
}

/** An editor for JSON, as text: what cannot be read yet stays as it was typed. */
export function JsonEditor({ label, description, error, ...editor }: EditorProps) {
  const id = useId()
  return (
    <Input.Wrapper label={label} labelProps={{ id }} labelElement="div" description={description} error={error}>
      <Suspense fallback={<Skeleton h={editor.minHeight ?? 160} />}>
        <CodeEditor {...editor} labelledBy={id} language="json" />
      </Suspense>
    </Input.Wrapper>
  )
}

/** What is wrong with a text that is to be a JSON object; null: nothing. */
export function jsonProblem(text: string): string | null {
  try {
    const value = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? null : 'Expected an object: { … }'
  } catch (error) {
    return (error as Error).message
  }
}
