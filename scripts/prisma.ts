// Puts each head (prisma/<provider>.prisma) before the shared models and generates that provider's client.
// Prisma's own engine binary is never needed: /bin/true stands in for it, and nothing is downloaded.
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

// The generators are found by their names, also where npm has not set the path.
const PATH = `${path.resolve('node_modules/.bin')}${path.delimiter}${process.env.PATH}`
const env = { ...process.env, PATH, PRISMA_SCHEMA_ENGINE_BINARY: '/bin/true', CHECKPOINT_DISABLE: '1', PRISMA_HIDE_UPDATE_MESSAGE: '1' }

for (const provider of ['sqlite']) {
  const folder = `prisma/${provider}`
  mkdirSync(folder, { recursive: true })
  const schema = `${readFileSync(`prisma/${provider}.prisma`, 'utf8')}\n${readFileSync('prisma/models.prisma', 'utf8')}`
  writeFileSync(`${folder}/schema.prisma`, schema)
  execFileSync('node_modules/.bin/prisma', ['generate', '--schema', `${folder}/schema.prisma`], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}
