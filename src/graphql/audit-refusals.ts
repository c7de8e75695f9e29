import { defaultFieldResolver, type GraphQLSchema } from 'graphql'
import { type AppError, Forbidden } from '../errors.ts'
import { actorOf } from '../model/viewer.ts'
import type { GraphqlContext } from './context.ts'

const FORBIDDEN = new Forbidden('').code

/** Every mutation that is refused for want of rights goes to the audit, whether its result is a union or an error. */
export function auditRefusals(schema: GraphQLSchema): GraphQLSchema {
  for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) {
    const resolve = field.resolve ?? defaultFieldResolver
    field.resolve = async (source, args, context: GraphqlContext, info) => {
      try {
        const result: unknown = await resolve(source, args, context, info)
        note(context, field.name, result)
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
  if (code === FORBIDDEN) registry.auditRefusal({ ...actorOf(viewer), verb: 'refused', subject, reason: String(message), code })
}
