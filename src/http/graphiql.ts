import { createHash, randomBytes } from 'node:crypto'
import { policy } from './security-headers.ts'

export interface GraphiqlPage {
  html: string
  /** Lets the page's one script run, by its hash, and style sheets count that carry this page's nonce. */
  contentSecurityPolicy: string
}

const OPTIONS = {
  title: 'Hookline',
  defaultQuery: '{\n  viewer { name role }\n  webhooks(first: 10) { edges { node { id name url } } }\n}\n',
}

/** The editor writes its colours into a style sheet that it makes, and knows no nonce: it is handed on from the page's own. */
const HAND_ON_NONCE = `{
  const { nonce } = document.querySelector('style')
  const createElement = document.createElement
  document.createElement = function (...args) {
    const element = createElement.apply(this, args)
    if (element instanceof HTMLStyleElement) element.nonce = nonce
    return element
  }
}
`

interface Parts {
  /** What stands before and after the nonce. */
  html: readonly [string, string]
  scriptHash: string
}

let parts: Promise<Parts> | undefined

/** Nine megabytes, which most servers are never asked for: made when it is asked for first, and kept but for the nonce. */
export async function graphiqlPage(): Promise<GraphiqlPage> {
  const { html, scriptHash } = await (parts ??= makeParts())
  const nonce = randomBytes(16).toString('base64')
  return { html: html.join(nonce), contentSecurityPolicy: policy(sources(scriptHash, nonce)) }
}

async function makeParts(): Promise<Parts> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql')
  // Browsers read and hash it with these line ends.
  const [beforeStyle, fromStyle] = cutAt(renderGraphiQL(OPTIONS).trim().replace(/\r\n?/g, '\n'), '<style>')
  const [toScript, fromScript] = cutAt(fromStyle, '<script>')
  const script = HAND_ON_NONCE + cutAt(fromScript, '</script>')[0]
  const scriptHash = createHash('sha256').update(script).digest('base64')
  return { html: [`${beforeStyle}<style nonce="`, `">${toScript}<script>${HAND_ON_NONCE}${fromScript}`], scriptHash }
}

/** What stands before and after the first such mark. */
function cutAt(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark)
  return [text.slice(0, at), text.slice(at + mark.length)]
}

/**
 * The editor keeps its font and its cursor in the style sheet, and works in workers made of blobs. It draws its lines as HTML
 * with their places in `style` attributes, which can carry no nonce: attributes count wherever they come from.
 */
function sources(scriptHash: string, nonce: string): Record<string, string> {
  return {
    'script-src': `'sha256-${scriptHash}'`,
    'worker-src': 'blob:',
    'style-src': `'nonce-${nonce}'`,
    'style-src-attr': "'unsafe-inline'",
    'font-src': 'data:',
    'img-src': "'self' data:",
    'connect-src': "'self'",
  }
}
