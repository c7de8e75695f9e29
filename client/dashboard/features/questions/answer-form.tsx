import { Alert, Button, Group, Stack, Textarea } from '@mantine/core'
import { useState } from 'react'
import { ConflictError } from '../../../sdk/index.ts'
import { keyOf } from '../../api/queries.ts'
import { queryClient } from '../../api/query-client.ts'
import { useSend } from '../../api/send.ts'
import { FailureNotice } from '../../components/failure-notice.tsx'
import { AnswerDocument, type QuestionCardFragment, QuestionListDocument, TakeQuestionBackDocument } from '../../generated/graphql.ts'

/** One way to answer for each kind: words, one of some, or yes and no. */
export function AnswerForm({ question: { id, kind, options } }: { question: QuestionCardFragment }) {
  const [text, setText] = useState('')
  const again = () => queryClient.invalidateQueries({ queryKey: keyOf(QuestionListDocument) })
  const answer = useSend(AnswerDocument, { done: 'Answered', quiet: true, onSettled: again })
  const back = useSend(TakeQuestionBackDocument, { done: 'The question is taken back', onSettled: again })
  const give = (given: string) => answer.mutate({ id, answer: given })
  const verdicts = options.length > 0 ? options : ['approve', 'reject']
  const choices = kind === 'APPROVAL' ? verdicts : options

  return (
    <Stack gap="xs">
      {answer.error instanceof ConflictError ? (
        <Alert color="blue" title="Somebody was faster">
          {answer.error.message}
        </Alert>
      ) : (
        answer.error && <FailureNotice error={answer.error} />
      )}
      {kind === 'TEXT' && (
        <Textarea label="Your answer" autosize minRows={2} value={text} onChange={(event) => setText(event.currentTarget.value)} />
      )}
      <Group gap="xs">
        {kind === 'TEXT' ? (
          <Button onClick={() => give(text)} loading={answer.isPending} disabled={text.trim() === ''}>
            Answer
          </Button>
        ) : (
          choices.map((option, index) => (
            <Button
              key={option}
              variant={kind === 'APPROVAL' && index === 0 ? 'filled' : 'default'}
              disabled={answer.isPending}
              onClick={() => give(option)}
              tt={options.length > 0 ? undefined : 'capitalize'}
            >
              {option}
            </Button>
          ))
        )}
        <Button variant="subtle" color="gray" loading={back.isPending} onClick={() => back.mutate({ id })}>
          Take it back
        </Button>
      </Group>
    </Stack>
  )
}
