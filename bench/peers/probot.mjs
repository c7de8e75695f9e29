// Probot as its documentation embeds it: https://probot.github.io/docs/development/#use-createnodemiddleware
// node probot.mjs PORT SECRET, in the folder into which it was installed.
import { generateKeyPairSync } from 'node:crypto'
import http from 'node:http'
// biome-ignore lint/correctness/noUnresolvedImports: installed by bench/peers.mjs
import { createNodeMiddleware, createProbot } from 'probot'

const [port, secret] = process.argv.slice(2)
const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  publicKeyEncoding: { type: 'pkcs1', format: 'pem' },
})
const probot = createProbot({ overrides: { appId: 1, privateKey, secret, logLevel: 'error' } })
const app = (bot) => bot.on('issues.opened', async () => {})
const middleware = await createNodeMiddleware(app, { probot, webhooksPath: '/api/github/webhooks' })
http.createServer((req, res) => middleware(req, res, () => res.writeHead(404).end())).listen(Number(port), '127.0.0.1')
