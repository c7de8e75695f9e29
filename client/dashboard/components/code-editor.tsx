import { autocompletion, type CompletionSource } from '@codemirror/autocomplete'
import { json } from '@codemirror/lang-json'
import { EditorView } from '@codemirror/view'
import { useComputedColorScheme } from '@mantine/core'
import CodeMirror from '@uiw/react-codemirror'
import { useMemo } from 'react'
import classes from './code-editor.module.css'
import { nonce } from './nonce.ts'

interface CodeEditorProps {
  value: string
  onChange(value: string): void
  /** The id of what names it. */
  labelledBy: string
  language: 'json' | 'template'
  complete?: CompletionSource
  minHeight?: number
  readOnly?: boolean
}

/** CodeMirror, which is loaded when there is something to be edited. Tab leaves it, as it leaves every other field. */
export default function CodeEditor({
  value,
  onChange,
  labelledBy,
  language,
  complete,
  minHeight = 160,
  readOnly = false,
}: CodeEditorProps) {
  const scheme = useComputedColorScheme('light')
  const extensions = useMemo(
    () => [
      EditorView.cspNonce.of(nonce),
      EditorView.lineWrapping,
      // Without the index, what scrolls is taken for something that the keyboard does not reach.
      EditorView.contentAttributes.of({ 'aria-labelledby': labelledBy, tabindex: '0' }),
      ...(language === 'json' ? [json()] : []),
      ...(complete ? [autocompletion({ override: [complete] })] : []),
    ],
    [labelledBy, language, complete],
  )
  return (
    <CodeMirror
      className={classes.editor}
      value={value}
      onChange={onChange}
      extensions={extensions}
      theme={scheme}
      minHeight={`${minHeight}px`}
      maxHeight="min(480px, 50vh)"
      readOnly={readOnly}
      indentWithTab={false}
      basicSetup={{ foldGutter: false, highlightActiveLine: false, lineNumbers: language === 'template', autocompletion: false }}
    />
  )
}
