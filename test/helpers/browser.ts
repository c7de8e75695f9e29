/** A browser as far as signing in needs one: it keeps cookies by host, and goes where it is sent. */
export interface Browser {
  /** Follows redirects to the end, or until one leads to a URL that begins with `until`, or is it where it ends in a slash; that is not asked for. */
  get(url: string, until?: string): Promise<Page>
  /** Names and values. */
  cookies: Map<string, string>
  /** The lines by which cookies were set. */
  setCookies: string[]
}

export interface Page {
  /** Where it ended. */
  url: string
  status: number
  headers: Headers
  text: string
}

const MAX_REDIRECTS = 15
let opened = 0

/** Each one comes from an address of its own, as `X-Forwarded-For` says it. */
export function openBrowser(address = `192.0.2.${++opened}`): Browser {
  const cookies = new Map<string, string>()
  const setCookies: string[] = []
  return { get, cookies, setCookies }

  async function get(url: string, until?: string): Promise<Page> {
    let at = url
    for (let i = 0; i < MAX_REDIRECTS; i++) {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
      const headers = { cookie, accept: 'text/html', 'x-forwarded-for': address }
      const answer = await fetch(at, { redirect: 'manual', headers })
      for (const line of answer.headers.getSetCookie()) keep(line)
      const page = { url: at, status: answer.status, headers: answer.headers, text: await answer.text() }
      const location = answer.headers.get('location')
      if (location === null) return page
      at = new URL(location, at).href
      if (until !== undefined && isThere(at, until)) return { ...page, url: at }
    }
    throw new Error(`More than ${MAX_REDIRECTS} redirects from ${url}`)
  }

  function keep(line: string): void {
    setCookies.push(line)
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
    if (value === '' || /max-age=0/i.test(line)) cookies.delete(name)
    else cookies.set(name, value)
  }
}

function isThere(url: string, until: string): boolean {
  return until.endsWith('/') ? url === until : url.startsWith(until)
}
