import { InvalidInput } from '../errors.ts'

/** Strikes out what this server holds in confidence. */
export type WithoutSecrets = (text: string) => Promise<string>

/**
 * A value of JSON, every text in it without secrets: what an agent hands in is stored and shown to others.
 * @param field what it is called in an input
 * @throws {InvalidInput} a secret of digits stands in it as a part of a number
 */
export async function struckJson<Value>(value: Value, field: string, withoutSecrets: WithoutSecrets): Promise<Value> {
  const text = JSON.stringify(value)
  const struck = await withoutSecrets(text)
  if (struck === text) return value
  try {
    return JSON.parse(struck)
  } catch {
    throw new InvalidInput([{ path: [field], message: 'holds a secret of this server' }])
  }
}
