import type { Json } from '../../model/json.ts'
import { textAt, valueAt } from '../payload.ts'
import type { Api, Checked } from '../reply.ts'
import { refusedWith, requireToken } from './call.ts'
import { callAsApp, installationPath, isApp } from './github-app.ts'
import { baseUrlOf, callGithub } from './github-call.ts'

/** What a credential may do, as far as GitHub says it. @throws {ProviderFailure} where nothing could be learned */
export async function check(api: Api): Promise<Checked> {
  return isApp(api) ? checkApp(api) : checkToken(api)
}

async function checkToken(api: Api): Promise<Checked> {
  try {
    const { json, headers } = await callGithub(api, { path: '/user' })
    return { kind: 'token', account: textAt(json, 'login'), ...rightsOf(requireToken(api, 'github'), headers['x-oauth-scopes']) }
  } catch (error) {
    return refusedWith(error, 401, 403) === 401
      ? refused('token', 'GitHub does not accept the token')
      : // An installation's token has no user: "Resource not accessible by integration".
        { ok: true, kind: 'token', missing: [], account: null, message: 'GitHub does not say whose token this is, or what it may write' }
  }
}

/**
 * Only classic tokens have scopes, and say them in `x-oauth-scopes`.
 * https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps
 */
function rightsOf(token: string, header: string | undefined): Pick<Checked, 'ok' | 'missing' | 'message'> {
  if (header === undefined || /^(github_pat|ghu)_/.test(token))
    return {
      ok: true,
      missing: [],
      message: 'GitHub does not say what the token may write: it needs read and write access to Issues and Pull requests',
    }
  const scopes = header.split(',').map((scope) => scope.trim())
  if (scopes.includes('repo')) return { ok: true, missing: [], message: null }
  if (scopes.includes('public_repo')) return { ok: true, missing: [], message: 'The token can write to public repositories only' }
  return { ok: false, missing: ['repo'], message: 'The token needs the scope repo, or public_repo for public repositories only' }
}

/** https://docs.github.com/en/rest/apps/apps#get-an-installation-for-the-authenticated-app */
async function checkApp(api: Api): Promise<Checked> {
  try {
    const baseUrl = baseUrlOf(api)
    const { json: app } = await callAsApp(api, baseUrl, '/app')
    const { json: installation } = await callAsApp(api, baseUrl, installationPath(api))
    const slug = textAt(app, 'slug')
    return { kind: 'app', account: slug && `${slug}[bot]`, ...permissionsOf(installation) }
  } catch (error) {
    return refusedWith(error, 401, 403, 404) === 404
      ? refused('app', 'GitHub does not know this installation of the App')
      : refused('app', 'GitHub does not accept the App: do `appId` and `privateKey` belong together?')
  }
}

function permissionsOf(installation: Json): Pick<Checked, 'ok' | 'missing' | 'message'> {
  const missing = ['issues', 'pull_requests'].filter((name) => valueAt(installation, `permissions.${name}`) !== 'write')
  const rights = missing.map((name) => `${name}: write`)
  if (textAt(installation, 'suspended_at') !== null)
    return { ok: false, missing: rights, message: 'The installation of the App is suspended' }
  if (missing.length === 0) return { ok: true, missing: [], message: null }
  return {
    ok: false,
    missing: rights,
    message: `The installation lacks ${rights.join(' and ')}: grant it in the App, and accept it where the App is installed`,
  }
}

function refused(kind: string, message: string): Checked {
  return { ok: false, kind, missing: [], account: null, message }
}
