/** What an answer may be: any text, one of the options, or yes or no. */
export const QUESTION_KINDS = ['TEXT', 'CHOICE', 'APPROVAL'] as const
export type QuestionKind = (typeof QUESTION_KINDS)[number]

export const QUESTION_STATUSES = ['OPEN', 'ANSWERED', 'EXPIRED', 'CANCELLED'] as const
export type QuestionStatus = (typeof QUESTION_STATUSES)[number]
