import type { EventDetailQuery } from '../../generated/graphql.ts'

export type EventDetail = NonNullable<EventDetailQuery['event']>
