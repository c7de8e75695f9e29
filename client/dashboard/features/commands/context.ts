import type { BuilderContextQuery } from '../../generated/graphql.ts'

/** The webhook that a command belongs to. */
export type Place = NonNullable<BuilderContextQuery['webhook']>

/** What there is to choose from. */
export type Context = BuilderContextQuery & { webhook: Place }
