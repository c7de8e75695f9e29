// npm run layers: who imports whom, by the rules of .dependency-cruiser.cjs.
import { existsSync } from 'node:fs'
import { cruise } from 'dependency-cruiser'
import extractDepcruiseOptions from 'dependency-cruiser/config-utl/extract-depcruise-options'
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config'

const options = await extractDepcruiseOptions('./.dependency-cruiser.cjs')
const places = ['src', 'client', 'examples'].filter((folder) => existsSync(folder))
const { output } = await cruise(places, options, undefined, { tsConfig: extractTSConfig('tsconfig.json') })

const own = output.modules.filter(({ source }) => /^(src|client|examples)\//.test(source))
const wrong = output.summary.violations
for (const { rule, from, to } of wrong) console.error(`${rule.name}: ${from}${to && to !== from ? ` → ${to}` : ''}`)
console.log(`layers: ${own.length} modules, ${wrong.length} violations`)
// A compiler that dependency-cruiser cannot work with makes it see nothing, and nothing breaks no rule.
if (own.length === 0) console.error('layers: no module was seen, so nothing was checked')
process.exitCode = wrong.length > 0 || own.length === 0 ? 1 : 0
