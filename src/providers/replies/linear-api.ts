import { ProviderFailure } from '../../errors.ts'
import type { Json, JsonObject } from '../../model/json.ts'
import { textAt, valueAt } from '../payload.ts'
import type { Headers } from '../provider.ts'
import { type Api, callApi, retryAfter } from '../reply.ts'
import { baseUrl, listening } from './api.ts'
import { requireToken } from './call.ts'

export const LINEAR_API = 'https://api.linear.app'

/**
 * Runs a GraphQL operation and gives its `data`.
 * @throws {ProviderFailure} also for a 200 that has `errors`
 */
export async function callLinear(api: Api, query: string, variables: JsonObject): Promise<Json> {
  const heard = listening(api.fetch)
  const answer = await callApi(heard.fetch, {
    provider: 'linear',
    method: 'POST',
    url: `${baseUrl(api.credentials, LINEAR_API)}/graphql`,
    headers: { authorization: authorization(requireToken(api, 'linear')) },
    body: { query, variables },
  }).catch((error: unknown) => {
    throw explained(error, heard.headers(), api.nowMs())
  })
  const response = JSON.stringify(answer)
  if (codeOf(response) !== null) throw failure(200, response, heard.headers(), api.nowMs())
  return valueAt(answer, 'data') ?? null
}

/** A personal key goes without the word: https://linear.app/developers/graphql#personal-api-keys */
function authorization(token: string): string {
  return token.startsWith('lin_api_') ? token : `Bearer ${token}`
}

/** The first error's code; `UNKNOWN` for an error without one; null: the answer has no errors, or is no JSON. */
export function codeOf(response: string | null): string | null {
  const errors = errorsOf(response)
  return errors === null ? null : (textAt(errors, '0.extensions.code') ?? 'UNKNOWN')
}

function errorsOf(response: string | null): Json[] | null {
  try {
    const errors = valueAt(JSON.parse(response ?? ''), 'errors')
    return Array.isArray(errors) && errors.length > 0 ? errors : null
  } catch {
    return null
  }
}

/** Errors come with a status of their own too: 400 when throttled, 401 for a bad key. */
function explained(error: unknown, headers: Headers, nowMs: number): unknown {
  const isTold = error instanceof ProviderFailure && codeOf(error.detail.response) !== null
  return isTold ? failure(error.detail.status, error.detail.response, headers, nowMs) : error
}

// https://linear.app/developers/graphql#errors and LinearErrorType in linear/linear, packages/sdk/src/error.ts
const FINAL = ['AUTHENTICATION_ERROR', 'FORBIDDEN', 'INVALID_INPUT', 'INPUT_ERROR', 'GRAPHQL_VALIDATION_FAILED', 'FEATURE_NOT_ACCESSIBLE']

function failure(status: number | null, response: string | null, headers: Headers, nowMs: number): ProviderFailure {
  const code = codeOf(response) ?? 'UNKNOWN'
  const errors = errorsOf(response) ?? []
  const message = textAt(errors, '0.message', '0.extensions.userPresentableMessage') ?? 'Linear has refused'
  const throttled = code === 'RATELIMITED' || status === 429
  const retryAfterMs = throttled ? (retryAfter(headers['retry-after'], nowMs) ?? untilReset(headers, nowMs)) : null
  return new ProviderFailure('linear', `${code}: ${message}`, {
    status,
    response,
    retryable: !FINAL.includes(code),
    throttled,
    retryAfterMs,
  })
}

/** The moment in milliseconds at which calls are free again: https://linear.app/developers/rate-limiting */
function untilReset(headers: Headers, nowMs: number): number | null {
  const atMs = Number(headers['x-ratelimit-requests-reset'])
  return Number.isFinite(atMs) && atMs > 0 ? Math.max(0, atMs - nowMs) : null
}
