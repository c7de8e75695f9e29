import { AppError, type InputIssue, InvalidInput } from '../errors.ts'
import { presetOf } from '../model/address-range.ts'
import type { ProviderName } from '../model/webhook.ts'
import type { Registry } from './registry.ts'

/**
 * Has the lists of presets at hand before they are saved: without its list a preset would let nobody in.
 * @throws {InvalidInput} where one cannot be had
 */
export async function requirePresets({ ipRanges }: Registry, allowedIps: readonly string[]): Promise<void> {
  const issues = await Promise.all(
    allowedIps.map(async (entry, index): Promise<InputIssue[]> => {
      const preset = presetOf(entry)
      if (preset === null) return []
      const failure = await ipRanges.need(preset as ProviderName).then(() => null, causeOf)
      return failure === null
        ? []
        : [{ path: ['allowedIps', String(index)], message: `the list of ${preset}'s addresses is not there: ${failure}` }]
    }),
  )
  if (issues.some(({ length }) => length > 0)) throw new InvalidInput(issues.flat())
}

function causeOf(error: unknown): string {
  if (error instanceof AppError) return error.message
  throw error
}
