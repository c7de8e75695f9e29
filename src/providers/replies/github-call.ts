import { ProviderFailure } from '../../errors.ts'
import type { JsonObject } from '../../model/json.ts'
import { type Api, type ApiAnswer, askApi } from '../reply.ts'
import { explained, requireToken, withoutSlash } from './call.ts'
import { forgetInstallationToken, GITHUB_HEADERS, installationToken, isApp } from './github-app.ts'

/** A hundred comments of the greatest length. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024

/** A call in the name of the credential. */
export interface GithubRequest {
  method?: string
  path: string
  body?: JsonObject
  /** What a status means for this call, in words for a person. */
  reasons?: Readonly<Record<number, string>>
}

export const DEFAULT_BASE_URL = 'https://api.github.com'

export function baseUrlOf({ credentials }: Api): string {
  return withoutSlash(credentials.baseUrl || DEFAULT_BASE_URL)
}

/** @throws {ProviderFailure} */
export async function callGithub(api: Api, { path, reasons = {}, ...request }: GithubRequest): Promise<ApiAnswer> {
  const baseUrl = baseUrlOf(api)
  const token = isApp(api) ? await installationToken(api, baseUrl) : requireToken(api, 'github')
  const headers = { ...GITHUB_HEADERS, authorization: `Bearer ${token}` }
  try {
    const sent = { provider: 'github', url: baseUrl + path, headers, maxAnswerBytes: MAX_ANSWER_BYTES, ...request } as const
    return await explained(askApi(api.fetch, sent), reasons)
  } catch (error) {
    if (isApp(api) && error instanceof ProviderFailure && error.detail.status === 401) forgetInstallationToken(api, baseUrl)
    throw error
  }
}
