import { readFileSync } from 'node:fs'

/** The package's; the sources and the bundle lie equally deep below it. */
export const VERSION: string = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version
