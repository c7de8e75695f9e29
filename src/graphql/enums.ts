import { ACTION_KINDS, COALESCE_MODES, type ActionKind as Kind } from '../model/command.ts'
import { ACTOR_TRUSTS, EVENT_STATUSES } from '../model/event.ts'
import { CHANGE_KINDS } from '../model/feed.ts'
import { PROPOSAL_STATUSES } from '../model/proposal.ts'
import { QUESTION_KINDS, QUESTION_STATUSES } from '../model/question.ts'
import { ACTION_STATUSES, TASK_STATUSES } from '../model/task.ts'
import { ROLES } from '../model/viewer.ts'
import { PROVIDER_NAMES, type ProviderName } from '../model/webhook.ts'
import { builder } from './builder.ts'

// The model's closed sets of words. Providers and action kinds are in lower case everywhere but here.

export const Provider = builder.enumType('Provider', { values: upperCase<ProviderName>(PROVIDER_NAMES) })
export const ActionKind = builder.enumType('ActionKind', { values: upperCase<Kind>(ACTION_KINDS) })
export const Coalesce = builder.enumType('Coalesce', { values: COALESCE_MODES })
export const EventStatus = builder.enumType('EventStatus', {
  description: 'HELD: it came while its webhook was disabled; it is stored and can be replayed (REPLAYED).',
  values: EVENT_STATUSES,
})
export const PayloadState = builder.enumType('PayloadState', { values: ['STORED', 'ARCHIVED', 'EXPIRED'] as const })
export const ActorTrust = builder.enumType('ActorTrust', { values: ACTOR_TRUSTS })
export const ActionStatus = builder.enumType('ActionStatus', { values: ACTION_STATUSES })
export const TaskStatus = builder.enumType('TaskStatus', { values: TASK_STATUSES })
export const QuestionKind = builder.enumType('QuestionKind', { values: QUESTION_KINDS })
export const QuestionStatus = builder.enumType('QuestionStatus', { values: QUESTION_STATUSES })
export const ProposalStatus = builder.enumType('ProposalStatus', { values: PROPOSAL_STATUSES })
export const Role = builder.enumType('Role', { values: ROLES })
export const StatsWindow = builder.enumType('StatsWindow', { values: ['HOUR', 'DAY', 'WEEK'] as const })
export const ChangeKind = builder.enumType('ChangeKind', { values: CHANGE_KINDS })

function upperCase<Word extends string>(words: readonly Word[]): Record<string, { value: Word }> {
  return Object.fromEntries(words.map((value) => [value.toUpperCase(), { value }]))
}
