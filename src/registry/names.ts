import { InvalidInput } from '../errors.ts'
import { isJsonObject, type Json, type JsonObject } from '../model/json.ts'
import { AskInput, CommandInput, CreateWebhookInput, UpdateCommandInput, UpdateWebhookInput } from './inputs.ts'

// REST and config files write names in snake_case, as the founding document does; the inputs are in camelCase.

const FIELDS = [AskInput, CommandInput, CreateWebhookInput, UpdateCommandInput, UpdateWebhookInput].flatMap((schema) =>
  Object.keys(schema.shape),
)
const toCamel = new Map(FIELDS.map((name) => [toSnake(name), name]))
/** What a webhook or command is shown with and nobody sets: taken, so that what was read can be sent back, and left aside. */
export const SHOWN_WEBHOOK = ['webhook_id', 'endpoint', 'url', 'has_secret', 'version', 'created_at', 'created_by', 'updated_at']
export const SHOWN_COMMAND = ['command_id', 'webhook_id', 'version']

/** The name in snake_case; names of other letters are left alone. */
export function toSnake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

/** A webhook's body as the registry's input, `fixed` names above it. */
export function toWebhookInput(body: JsonObject, fixed: JsonObject): JsonObject {
  const { commands, ...rest } = renamed(body, SHOWN_WEBHOOK)
  return {
    ...rest,
    ...(commands !== undefined && { commands: Array.isArray(commands) ? commands.map(toCommandInput) : commands }),
    ...fixed,
  }
}

export function toCommandInput(body: Json): Json {
  return isJsonObject(body) ? renamed(body, SHOWN_COMMAND) : body
}

/** A body of the few names that are set by everyone who may send it. */
export function toInput(body: JsonObject): JsonObject {
  return renamed(body, [])
}

/** Runs what takes an input; where it is refused, the issues' paths are written as the caller wrote them. */
export async function withSnakePaths<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error
    throw new InvalidInput(
      error.issues.map((issue) => ({ ...issue, path: snakePath(issue.path) })),
      error.code,
    )
  }
}

/** Only names of inputs: behind `credentials`, `scheme` and `conditions` stand the caller's own. */
export function snakePath(path: readonly string[]): string[] {
  const own = path[0] === 'commands' ? 2 : 0
  return path.map((name, index) => (index > own ? name : index === 0 && name === 'id' ? 'webhook_id' : toSnake(name)))
}

function renamed(body: JsonObject, shown: readonly string[]): JsonObject {
  return Object.fromEntries(
    Object.entries(body)
      .filter(([name]) => !shown.includes(name))
      .map(([name, value]) => [toCamel.get(name) ?? name, value]),
  )
}
