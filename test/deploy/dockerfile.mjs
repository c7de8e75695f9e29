// What the Dockerfile's last stage says, read from its text: there need be no Docker to know it.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { ROOT } from '../../bench/lib/built-server.mjs'

export function readLastStage() {
  const text = readFileSync(path.join(ROOT, 'Dockerfile'), 'utf8').replace(/\\\n/g, ' ')
  const lines = text.slice(text.lastIndexOf('\nFROM ')).split('\n')
  const restOf = (word) => lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length).trim())
  const commandIn = (line) => JSON.parse(line.slice(line.indexOf('[')))
  return {
    copies: restOf('COPY').map(toCopy),
    env: Object.fromEntries(restOf('ENV').flatMap((line) => line.split(/\s+/).map((pair) => pair.split('=')))),
    uid: Number(restOf('USER')[0].split(':')[0]),
    healthCheck: commandIn(restOf('HEALTHCHECK')[0]),
    command: commandIn(restOf('CMD')[0]),
  }
}

/** `COPY --from=<stage> <source>... <target>`, sources as paths in that stage's /app. */
function toCopy(line) {
  const [, stage, rest] = /^--from=(\w+) (.+)$/.exec(line)
  const places = rest.split(/\s+/)
  return { stage, sources: places.slice(0, -1).map((place) => path.relative('/app', place)), target: places.at(-1) }
}
