import { defaultFieldResolver, type GraphQLSchema } from 'graphql'
import { type AppError, Forbidden, NotFound } from '../errors.ts'
import { isLimited } from '../model/rights.ts'
import { actorOf } from '../model/viewer.ts'
import type { GraphqlContext } from './context.ts'

const FORBIDDEN = new Forbidden('').code
const NOT_FOUND = new NotFound('', '').code

/**
 * What a caller is refused for want of rights goes to the audit, whether its result is a union, an error or null: what is
 * forbidden, and where the key is limited also what it asked for by id and is not there for it.
 */
export function auditRefusals(schema: GraphQLSchema): GraphQLSchema {
  const types = [schema.getMutationType(), schema.getQueryType()]
  for (const field of types.flatMap((type) => Object.values(type?.getFields() ?? {}))) {
    const resolve = field.resolve ?? defaultFieldResolver
    field.resolve = async (source, args, context: GraphqlContext, info) => {
      try {
        const result: unknown = await resolve(source, args, context, info)
        note(context, field.name, result ?? nothingAt(field.name, args.id))
        return result
      } catch (error) {
        note(context, field.name, error)
        throw error
      }
    }
  }
  return schema
}

/** By its code: a member of a union stands behind a proxy that is no instance of its class. */
function note({ registry, viewer }: GraphqlContext, subject: string, outcome: unknown): void {
  const { code, message } = (outcome ?? {}) as Partial<AppError>
  if (code === FORBIDDEN || (code === NOT_FOUND && isLimited(viewer)))
    registry.auditRefusal({ ...actorOf(viewer), verb: 'refused', subject, reason: String(message), code })
}

/** A query by id answers null for what is hidden and for what never was; undefined: it was not asked by id. */
function nothingAt(field: string, id: unknown): NotFound | undefined {
  return typeof id === 'string' ? new NotFound(field, id) : undefined
}
