import type { BackTestQuery } from '../../generated/graphql.ts'

export type Preview = BackTestQuery['previewCommand']

/** What a draft makes of one event, and whether the saved command makes something else of it. */
export type Result = Preview['results'][number] & { change: 'new' | 'lost' | null }
