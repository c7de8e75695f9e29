import { generateKeyPairSync } from 'node:crypto'
import { expect, it } from 'vitest'
import type { FakeAnswer, RecordedRequest } from '../../fakes/fake-server.ts'
import { type GithubStory, githubStory, rows, settled, withoutMark } from './helpers.ts'

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
})
const APP = { appId: '4711', slug: 'hookline', publicKey, installationId: 99, permissions: { issues: 'write' } } as const

function appStory(): Promise<GithubStory> {
  return githubStory({
    fake: { app: APP },
    make: (app, { baseUrl }) =>
      app.createWebhook({
        credentials: { appId: APP.appId, privateKey, installationId: '99', baseUrl },
        commands: [{ trigger: 'issue_comment.created', action: 'COMMENT', template: '{{comment.body}}' }],
      }),
  })
}

/** GitHub refuses the next call that goes there, and says again what authorised it. Answers that, once it is known. */
function echoNext({ github }: GithubStory, isMeant: (request: RecordedRequest) => boolean): () => string {
  const echo: FakeAnswer = { status: 422 }
  let authorised = ''
  github.failNext(echo, (request) => {
    if (!isMeant(request)) return false
    authorised = String(request.headers.authorization).replace('Bearer ', '')
    echo.body = { message: `This was sent: ${request.headers.authorization}` }
    return true
  })
  return () => authorised
}

it('what a GitHub App writes with is in no text that leaves, and in nothing that is kept of an answer', async () => {
  const story = await appStory()
  const { app, webhook, say, github } = story

  const jwt = echoNext(story, ({ path }) => path.endsWith('/access_tokens'))
  await say('first')
  await settled(app, webhook, 1)
  const token = echoNext(story, ({ method, path }) => method === 'POST' && path.endsWith('/comments'))
  await say('second')
  await settled(app, webhook, 2)
  await say(`Here it is: ${token()} and ${jwt()}`)
  await settled(app, webhook, 3)

  expect([jwt(), token()]).toEqual([expect.stringMatching(/^ey/), [...github.installationTokens][0]])
  const attempts = rows(app.dataDir, 'SELECT error, response FROM action_attempts ORDER BY at')
  expect(attempts.map(({ response }) => JSON.parse(response ?? 'null')?.message)).toEqual([
    'This was sent: Bearer [secret removed]',
    'This was sent: Bearer [secret removed]',
    undefined,
  ])
  expect(withoutMark(github.comments.at(-1)!.body)).toBe('Here it is: [secret removed] and [secret removed]')
  const kept = JSON.stringify([attempts, app.log])
  expect([jwt(), token()].filter((secret) => kept.includes(secret))).toEqual([])
})
