import { InvalidInput } from '../errors.ts'
import type { JsonObject } from '../model/json.ts'
import { toContent } from '../registry/configuration.ts'
import type { CommandInput } from '../registry/inputs.ts'
import { commandsOf } from '../registry/proposal-text.ts'
import type { GraphqlContext } from './context.ts'
import { type Content, newestIds, type PreviewResult, tryCommand } from './preview.ts'
import type { Proposal } from './rows.ts'
import { webhookScope } from './scope.ts'

const MAX_EVENTS = 100
/** Of one proposal. */
const MAX_COMMANDS = 10
/** Of one provider, for a webhook that is not made yet. */
const MAX_WEBHOOKS = 3

/**
 * What the commands that a proposal adds or changes would have made of stored events; null: there is nothing to try. Each of the
 * first ten commands is tried alone.
 */
export async function previewProposal(context: GraphqlContext, proposal: Proposal, last: number): Promise<PreviewResult[] | null> {
  if (last < 1 || last > MAX_EVENTS) throw new InvalidInput([{ path: ['last'], message: `expected 1 to ${MAX_EVENTS}, got ${last}` }])
  const commands = commandsOf(JSON.parse(proposal.changeJson).after).slice(0, MAX_COMMANDS).map(toCommandContent)
  if (commands.length === 0) return null
  const webhookIds = proposal.baseVersion === null ? await similarWebhooks(context, proposal.provider) : [proposal.webhookId]
  const ids = (await Promise.all(webhookIds.map((id) => newestIds(context, id, last)))).flat().sort().reverse().slice(0, last)
  if (ids.length === 0) return null
  const results: PreviewResult[] = []
  for (const command of commands) results.push(...(await tryCommand(context, { webhookIds, ids, command, provider: proposal.provider })))
  return results
}

/** The newest webhooks of the provider, as far as the viewer may see them. */
async function similarWebhooks({ registry, viewer }: GraphqlContext, provider: string): Promise<string[]> {
  const where = { AND: [{ provider, deletedAt: null }, webhookScope(viewer)] }
  const rows = await registry.db.prisma.webhookConfig.findMany({
    where,
    select: { webhookId: true },
    orderBy: { createdAt: 'desc' },
    take: MAX_WEBHOOKS,
  })
  return rows.map(({ webhookId }) => webhookId)
}

function toCommandContent({ max_concurrent, ...command }: JsonObject): Content {
  return toContent({ ...command, maxConcurrent: max_concurrent } as unknown as CommandInput)
}
