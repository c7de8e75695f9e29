import { z } from 'zod'
import type { Egress } from '../backends/egress/egress.ts'
import type { KeptRanges } from '../backends/ip-ranges/ip-ranges.ts'
import { readRange } from '../model/address-range.ts'
import type { IpRanges } from '../providers/provider.ts'

/** A list that cannot be what the provider meant to publish; the message says why. */
class ListRefused extends Error {}

interface Way {
  fetch: Egress['fetch']
  /** A server that has each file under the host and path of its own address; null: the providers are asked themselves. */
  mirror: string | null
}

/** GitHub's file holds the addresses of all its services, some hundred kilobytes. */
const MAX_FILE_BYTES = 4 * 1024 * 1024
const MAX_RANGES = 2000
/** The broadest that providers publish are /20 and /29. A typing error must not open a webhook to half of the internet. */
const FEWEST_BITS = { v4: 12, v6: 24 }
const MAX_REDIRECTS = 3

/**
 * Fetches a provider's files, those that have changed. Each address on the way is held against the rules of outgoing requests.
 * @throws {ListRefused} a file is not what it should be
 * @throws {EgressBlocked} {EgressFailed}
 */
export async function fetchFiles(way: Way, { urls, read }: IpRanges, kept: KeptRanges | null): Promise<KeptRanges['files']> {
  const files: Record<string, KeptRanges['files'][string]> = {}
  for (const url of urls) {
    const earlier = kept?.files[url]
    const answer = await follow(way, url, { accept: 'application/json', ...(earlier?.etag && { 'if-none-match': earlier.etag }) })
    if (answer.status === 304 && earlier) files[url] = earlier
    else if (answer.status !== 200) throw new ListRefused(`${url} was answered ${answer.status}`)
    else files[url] = { etag: answer.headers.etag ?? null, ranges: checkRanges(read(parse(await answer.text(), url)), url) }
  }
  return files
}

const Kept = z.object({
  fetchedAtMs: z.number(),
  files: z.record(z.string(), z.object({ etag: z.string().nullable(), ranges: z.array(z.string()) })),
})

/** A kept list, held to the same rules as a fetched one; null: there is none. @throws {ListRefused} */
export function checkKept(value: unknown): KeptRanges | null {
  if (value === null) return null
  const { success, data } = Kept.safeParse(value)
  if (!success || Object.keys(data.files).length === 0) throw new ListRefused('the file is not one that was kept here')
  for (const [url, { ranges }] of Object.entries(data.files)) checkRanges(ranges, url)
  return data
}

async function follow({ fetch, mirror }: Way, url: string, headers: Record<string, string>) {
  let at = mirror === null ? url : `${mirror}/${url.replace('https://', '')}`
  for (let redirects = 0; ; redirects++) {
    const answer = await fetch(at, { headers, maxAnswerBytes: MAX_FILE_BYTES })
    const { location } = answer.headers
    if (![301, 302, 307, 308].includes(answer.status) || location === undefined || redirects === MAX_REDIRECTS) return answer
    if (!URL.canParse(location, at)) throw new ListRefused(`${url} leads nowhere`)
    at = new URL(location, at).href
  }
}

function parse(text: string, url: string) {
  try {
    return JSON.parse(text)
  } catch {
    throw new ListRefused(`${url} is not JSON, or larger than ${MAX_FILE_BYTES} bytes`)
  }
}

function checkRanges(list: unknown, url: string): string[] {
  if (!Array.isArray(list) || list.length === 0) throw new ListRefused(`${url} holds no addresses`)
  if (list.length > MAX_RANGES) throw new ListRefused(`${url} holds more than ${MAX_RANGES} ranges`)
  return list.map((entry) => {
    const range = typeof entry === 'string' ? readRange(entry) : null
    if (range === null) throw new ListRefused(`${url} holds what is no range: ${JSON.stringify(entry).slice(0, 60)}`)
    if (isTooBroad(range)) throw new ListRefused(`${url} holds ${range}, which is too broad`)
    return range
  })
}

function isTooBroad(range: string): boolean {
  const [address = '', bits] = range.split('/')
  return bits !== undefined && Number(bits) < (address.includes(':') ? FEWEST_BITS.v6 : FEWEST_BITS.v4)
}
