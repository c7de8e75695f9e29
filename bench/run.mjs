// npm run bench: the built server beside the floors, as ratios of the same round. Prints tables and writes them into
// docs/benchmarks.md, with a picture of each.
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { ROOT } from './lib/built-server.mjs'
import { writeFigures } from './lib/document.mjs'
import { only, quick, smoke } from './lib/mode.mjs'

const SECTIONS = ['ingest', 'postgres', 'growth', 'latency', 'fanout', 'engine', 'backtest', 'coldStart']
const HELP = `npm run bench -- [--quick | --smoke] [--only SECTION,...]

  --only SECTION,...  those alone, written down nowhere: ${SECTIONS.join(', ')}
  --quick             some minutes, written down nowhere
  --smoke             half a minute; fails where more than a third of the recorded ratio to F2 is lost`

if (process.argv.includes('--help')) {
  console.log(HELP)
  process.exit(0)
}
const strange = only?.find((name) => !SECTIONS.includes(name))
if (strange !== undefined) {
  console.error(`There is no section ${strange}.\n\n${HELP}`)
  process.exit(2)
}

execFileSync('npm', ['run', '--silent', 'build'], { cwd: ROOT, stdio: 'inherit' })
const measured = await import('./sections.mjs')

const MARKS = ['<!-- figures: npm run bench -->', '<!-- end of figures -->']
/** What the last whole run measured. */
const RECORDED = path.join(ROOT, 'bench/recorded.json')

const sections = [measured.machine()]
let ratio = null
for (const name of smoke ? ['ingest'] : (only ?? SECTIONS)) sections.push(await section(name))
console.log(sections.join('\n\n'))
if (!quick && !only) writeDown(sections.join('\n\n'))
if (smoke) judge()

async function section(name) {
  const made = await measured[`${name}Section`]()
  if (name !== 'ingest') return made
  ratio = made.ratio
  return made.text
}

/** What is lost between two commits is found; what a busy machine moves is not. */
function judge() {
  const { ingestRatio } = JSON.parse(readFileSync(RECORDED, 'utf8'))
  const least = (ingestRatio * 2) / 3
  const isLost = ratio < least
  if (isLost)
    console.error(`Ingest is at ${ratio.toFixed(2)} of F2; ${ingestRatio} was recorded, at least ${least.toFixed(2)} is expected.`)
  console.log(isLost ? '0 passed, 1 failed' : '1 passed, 0 failed')
  process.exitCode = isLost ? 1 : 0
}

function writeDown(figures) {
  writeFigures(MARKS, figures)
  writeFileSync(RECORDED, `{ "ingestRatio": ${Number(ratio.toFixed(2))} }\n`)
}
