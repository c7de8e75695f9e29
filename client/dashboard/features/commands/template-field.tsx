import type { CompletionSource } from '@codemirror/autocomplete'
import { Input, Skeleton } from '@mantine/core'
import { lazy, Suspense, useId, useMemo } from 'react'
import type { InputIssue } from '../../../sdk/index.ts'
import { useLiveQuery } from '../../api/queries.ts'
import { Section } from '../../components/section.tsx'
import { SampleEventDocument } from '../../generated/graphql.ts'
import type { Context } from './context.ts'
import type { Draft } from './draft.ts'
import { issueOf } from './issue-of.ts'
import { pathsOf } from './payload-paths.ts'

const CodeEditor = lazy(() => import('../../components/code-editor.tsx'))

interface TemplateFieldProps {
  context: Context
  draft: Draft
  onChange(part: Partial<Draft>): void
  issues: readonly InputIssue[]
  sampleId: string | null
}

const OF_SUBJECT = ['subject.title', 'subject.body', 'subject.actor', 'subject.thread', 'subject.url', 'event_type']

/** Mustache, with the names of the provider, of the subject and of the chosen payload. */
export function TemplateField({ context, draft, onChange, issues, sampleId }: TemplateFieldProps) {
  const id = useId()
  const payload = useLiveQuery(SampleEventDocument, { id: sampleId ?? '' }, { enabled: sampleId !== null }).data?.event?.payload
  const variables = context.providers.find(({ provider }) => provider === context.webhook.provider)?.variables
  const complete = useMemo(
    () => completeNames([...new Set([...OF_SUBJECT, ...(variables ?? []), ...pathsOf(payload)])]),
    [variables, payload],
  )
  return (
    <Section title="With this text">
      <Input.Wrapper
        label="Template"
        labelElement="div"
        labelProps={{ id }}
        description="{{issue.title}} stands for what the payload says there. Left empty: title and body of the event."
        error={issueOf(issues, 'template')}
      >
        <Suspense fallback={<Skeleton h={120} />}>
          <CodeEditor
            value={draft.template}
            onChange={(template) => onChange({ template })}
            labelledBy={id}
            language="template"
            complete={complete}
            minHeight={120}
          />
        </Suspense>
      </Input.Wrapper>
    </Section>
  )
}

/** Offers names behind `{{`. */
function completeNames(names: readonly string[]): CompletionSource {
  const options = names.map((label) => ({ label, type: 'variable' }))
  return (place) => {
    const before = place.matchBefore(/\{\{\{?[#^/]?\s*[\w.[\]-]*/)
    if (!before) return null
    const typed = /[\w.[\]-]*$/.exec(before.text)![0]
    return { from: place.pos - typed.length, options, validFor: /^[\w.[\]-]*$/ }
  }
}
