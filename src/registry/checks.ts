import { checkCommand } from '../engine/compile.ts'
import { type InputIssue, InvalidInput } from '../errors.ts'
import type { ActionKind } from '../model/command.ts'
import type { JsonObject } from '../model/json.ts'
import type { Provider } from '../providers/provider.ts'
import { isStandardSecret, parseScheme, schemesOf } from '../providers/scheme.ts'
import { prepareKey } from '../providers/signature.ts'
import { SLUG } from './inputs.ts'

/** The parts of a command that are looked at together; null and undefined: left out. */
export interface CheckedCommand {
  trigger: string
  action: ActionKind
  agent?: string | null
  template?: string | null
  conditions?: unknown
  target?: string | null
}

/** The parts of a webhook that depend on its provider. */
export interface CheckedWebhook {
  secret?: string | null
  scheme?: JsonObject | null
  credentials?: Record<string, string> | null
  commands?: readonly CheckedCommand[] | null
}

/** What is wrong with a command for a webhook of this provider, with paths inside the command. */
export function commandIssues(provider: Provider, command: CheckedCommand): InputIssue[] {
  const { trigger, template, conditions } = command
  const compiled = issuesOf([], () =>
    checkCommand({ trigger, template: template ?? '', conditions: (conditions ?? {}) as JsonObject }, provider),
  )
  return [...compiled, ...agentIssues(command), ...targetIssues(command)]
}

/** What is wrong with a webhook of this provider, with paths inside its input. `stored`: the scheme that it has already. */
export function webhookIssues(
  provider: Provider,
  { secret, scheme, credentials, commands }: CheckedWebhook,
  stored: JsonObject | null = null,
): InputIssue[] {
  return [
    ...schemeIssues(provider, scheme),
    ...secretIssues(provider, scheme ?? stored, secret),
    ...credentialIssues(provider, credentials ?? {}),
    ...(commands ?? []).flatMap((command, index) => below(['commands', String(index)], commandIssues(provider, command))),
  ]
}

function agentIssues({ action, agent }: CheckedCommand): InputIssue[] {
  return action === 'create_task' && !agent ? [{ path: ['agent'], message: 'expected the name of the agent that the task is for' }] : []
}

/** What is wrong with a target by its form. */
export function targetIssues({ action, target }: Pick<CheckedCommand, 'action' | 'target'>): InputIssue[] {
  if (action !== 'forward') return target ? [{ path: ['target'], message: 'only a command that forwards has a target' }] : []
  // Whether plain http will do depends on the host, and targets.ts asks that.
  return target && (SLUG.test(target) || isPlainUrl(target, 'https:', 'http:'))
    ? []
    : [{ path: ['target'], message: 'expected an https URL, or the id of another webhook' }]
}

/** A URL with one of these protocols (`https:`), and without user or password. */
export function isPlainUrl(text: string, ...protocols: string[]): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, username, password } = new URL(text)
  return protocols.includes(protocol) && username === '' && password === ''
}

function schemeIssues(provider: Provider, scheme: JsonObject | null | undefined): InputIssue[] {
  if (!scheme) return []
  if (provider.name !== 'custom')
    return [{ path: ['scheme'], message: `only a custom webhook has a scheme; ${provider.title} signs in its own way` }]
  return issuesOf(['scheme'], () => parseScheme(scheme))
}

/** A secret must make a key for at least one of the schemes, or no delivery would ever verify. */
function secretIssues(provider: Provider, scheme: JsonObject | null | undefined, secret: string | null | undefined): InputIssue[] {
  if (!secret || secret === 'stored' || schemeIssues(provider, scheme).length > 0) return []
  const problems = schemesOf(provider, scheme).map((one) => issuesOf([], () => prepareKey(one, secret)))
  return problems.length > 0 && problems.every((issues) => issues.length > 0) ? problems[0]! : []
}

/** What is wrong with credentials for this provider, below `credentials`. */
export function credentialIssues(provider: Provider, credentials: Record<string, string>): InputIssue[] {
  const known = Object.keys(provider.credentials)
  return Object.entries(credentials).flatMap(([name, value]) => {
    const path = ['credentials', name]
    if (!known.includes(name))
      return [{ path, message: known.length > 0 ? `expected one of ${known.join(', ')}` : `${provider.title} takes no credentials` }]
    if (isAddress(name) && !isPlainUrl(value, 'https:', 'http:'))
      return [{ path, message: 'expected an http(s) URL without user or password' }]
    return name === 'replySecret' && !isStandardSecret(value) ? [{ path, message: STANDARD_SECRET_EXPECTED }] : []
  })
}

export const STANDARD_SECRET_EXPECTED = 'expected whsec_ and base64 of 24 to 64 bytes'

/** Whether a credential says where something is sent. A changed address never gets the token of the earlier one. */
export function isAddress(credential: string): boolean {
  return credential === 'baseUrl' || credential === 'replyUrl'
}

/** The issues that a parser throws, put below a path. */
function issuesOf(path: string[], parse: () => unknown): InputIssue[] {
  try {
    parse()
    return []
  } catch (error) {
    if (error instanceof InvalidInput) return below(path, error.issues)
    throw error
  }
}

function below(path: string[], issues: readonly InputIssue[]): InputIssue[] {
  return issues.map((issue) => ({ ...issue, path: [...path, ...issue.path] }))
}
