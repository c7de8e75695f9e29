import type { CommandInput as Input } from '../../registry/inputs.ts'
import { builder, WebhookEvent } from '../builder.ts'
import { previewCommand, type PreviewResult as Result } from '../preview.ts'
import { type PreviewProgress as Progress, streamPreview } from '../preview-stream.ts'
import { CommandInput } from './command.ts'
import { ConditionTrace } from './event.ts'

const PreviewResult = builder.objectRef<Result>('PreviewResult').implement({
  fields: (t) => ({
    event: t.expose('event', { type: WebhookEvent }),
    matched: t.exposeBoolean('matched'),
    trace: t.expose('trace', { type: [ConditionTrace], description: 'One row named `trigger` where the trigger already did not match.' }),
    rendered: t.exposeString('rendered', { nullable: true }),
  }),
})

export const CommandPreview = builder.objectRef<Result[]>('CommandPreview').implement({
  fields: (t) => ({
    tried: t.int({ resolve: (results) => results.length }),
    matched: t.int({ resolve: (results) => results.filter(({ matched }) => matched).length }),
    results: t.field({ type: [PreviewResult], resolve: (results) => results }),
  }),
})

const PreviewProgress = builder.objectRef<Progress>('PreviewProgress').implement({
  fields: (t) => ({
    tried: t.exposeInt('tried'),
    of: t.exposeInt('of', { description: 'How many events it will be.' }),
    matched: t.exposeInt('matched', { description: 'Of all that were tried so far.' }),
    results: t.expose('results', { type: [PreviewResult], description: 'Since the message before, matched or not, newest event first.' }),
    done: t.exposeBoolean('done', { description: 'The last message.' }),
  }),
})

builder.subscriptionField('previewCommand', (t) =>
  t.field({
    type: PreviewProgress,
    description: 'Back-test over many events: progress, then results as they come. Nothing is executed.',
    args: {
      webhookId: t.arg.id({ required: true }),
      command: t.arg({ type: CommandInput, required: true }),
      last: t.arg.int({ required: true, defaultValue: 10_000, description: '1 to 10,000.' }),
    },
    subscribe: (_, { command, ...args }, context) => streamPreview(context, { ...args, command: command as Input }),
    resolve: (progress) => progress,
  }),
)

builder.queryField('previewCommand', (t) =>
  t.field({
    type: CommandPreview,
    description: 'Back-test: what this command would have done with events already stored. Nothing is executed.',
    args: {
      webhookId: t.arg.id({ required: true }),
      command: t.arg({ type: CommandInput, required: true }),
      last: t.arg.int({ required: true, defaultValue: 100, description: '1 to 1000.' }),
      eventIds: t.arg.idList({ description: 'At most 100; then `last` does not count.' }),
    },
    resolve: (_, { command, ...args }, context) => previewCommand(context, { ...args, command: command as Input }),
  }),
)
