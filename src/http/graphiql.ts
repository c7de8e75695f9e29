import { createHash } from 'node:crypto'
import { policy } from './security-headers.ts'

export interface GraphiqlPage {
  html: string
  /** Lets the page's one script run, by its hash, and nothing else that a page could be made to hold. */
  contentSecurityPolicy: string
}

const OPTIONS = {
  title: 'Hookline',
  defaultQuery: '{\n  viewer { name role }\n  webhooks(first: 10) { edges { node { id name url } } }\n}\n',
}

let page: Promise<GraphiqlPage> | undefined

/** Nine megabytes, which most servers are never asked for: made when it is asked for first, and kept. */
export function graphiqlPage(): Promise<GraphiqlPage> {
  return (page ??= makePage())
}

async function makePage(): Promise<GraphiqlPage> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql')
  // Browsers read and hash it with these line ends.
  const html = renderGraphiQL(OPTIONS).trim().replace(/\r\n?/g, '\n')
  const start = html.indexOf('<script>') + '<script>'.length
  const script = html.slice(start, html.indexOf('</script>', start))
  const hash = createHash('sha256').update(script).digest('base64')
  return { html, contentSecurityPolicy: policy(sources(hash)) }
}

/** The editor styles its lines as it draws them, keeps its font and its cursor in the style sheet, and works in workers made of blobs. */
function sources(hash: string): Record<string, string> {
  return {
    'script-src': `'sha256-${hash}'`,
    'worker-src': 'blob:',
    'style-src': "'unsafe-inline'",
    'font-src': 'data:',
    'img-src': "'self' data:",
    'connect-src': "'self'",
  }
}
