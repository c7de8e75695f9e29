import { lookup as lookupName } from 'node:dns/promises'
import { setMaxListeners } from 'node:events'
import type { Socket } from 'node:net'
import { EgressBlocked } from '../../errors.ts'
import { createAllowList } from './allow-list.ts'
import { connectTo, secure } from './connect.ts'
import type { Answer } from './exchange.ts'
import { failing, Stopped } from './failure.ts'
import { type RequestInit, readRequest } from './request.ts'
import { type Lookup, resolveTarget } from './resolve.ts'
import { readTarget, type Target } from './target.ts'
import { openTunnel } from './tunnel.ts'
import { within } from './within.ts'

/** The one way out: every outgoing request goes through it. */
export interface Egress {
  /**
   * Sends one request and reads its answer up to the limit. Redirects are answers like others.
   * @throws {EgressBlocked} it may not be sent, and nothing was
   * @throws {EgressFailed} no whole answer came; `mayHaveArrived` is false where it failed before the request was begun
   */
  fetch(url: string, init?: RequestInit): Promise<Answer>
  /**
   * Judges a URL that is about to be saved, by the rules that hold when it is called. A name that does not resolve now may
   * do so later, and passes.
   * @throws {EgressBlocked} it would not be called
   */
  checkTarget(url: string, rules?: { httpsOnly?: boolean }): Promise<void>
  /** Ends what is under way, and whatever is asked for later. */
  close(): Promise<void>
}

export interface EgressOptions {
  /** The entries of EGRESS_ALLOW. Default: none. */
  allow?: readonly string[]
  /** The URL of a CONNECT proxy, with user and password if it wants them. Default: none. */
  proxy?: string
  /** The server's own address, which is not called; asked for at each request, for the port may be known late. */
  ownUrl(): string
  /** Default: node:dns. */
  lookup?: Lookup
  /** Certificates (PEM) that are trusted instead of Node's list. */
  ca?: string
  /** For resolving, TCP, the proxy and TLS together. Default 5000. */
  connectTimeoutMs?: number
  /** From the call to the end of the answer. Default 15,000. */
  totalTimeoutMs?: number
}

export function createEgress(options: EgressOptions): Egress {
  const { ownUrl, ca, lookup = (host) => lookupName(host, { all: true }), connectTimeoutMs = 5000, totalTimeoutMs = 15_000 } = options
  const allow = createAllowList(options.allow ?? [])
  const proxy = options.proxy === undefined ? null : { url: new URL(options.proxy), ca }
  const closing = new AbortController()
  setMaxListeners(0, closing.signal)
  const underWay = new Set<Promise<unknown>>()
  return { fetch, checkTarget, close }

  async function fetch(url: string, init: RequestInit = {}): Promise<Answer> {
    const request = readRequest(init)
    const target = readTarget(url, { allow, ownUrl })
    return tracked(
      within(totalTimeoutMs, closing.signal, async (run) => {
        // What speaks HTTP is loaded with the first request: a start needs none.
        const { exchange } = await import('./exchange.ts')
        const socket = await within(connectTimeoutMs, run.signal, ({ signal }) => connect(target, signal))
        return failing(`${target.host} gave no whole answer`, true, run.signal, () => exchange(socket, target.url, request, run))
      }),
    )
  }

  async function checkTarget(url: string, { httpsOnly = false }: { httpsOnly?: boolean } = {}): Promise<void> {
    const target = readTarget(url, { allow, ownUrl, httpsOnly })
    const resolving = within(connectTimeoutMs, closing.signal, ({ signal }) => resolveTarget(target, { lookup, allow }, signal))
    await resolving.catch((error) => {
      if (error instanceof EgressBlocked) throw error
    })
  }

  async function close(): Promise<void> {
    closing.abort(new Stopped('the server is stopping'))
    await Promise.allSettled(underWay)
  }

  function connect(target: Target, signal: AbortSignal): Promise<Socket> {
    const step = <T>(what: string, work: () => Promise<T>) => failing(what, false, signal, work)
    return step(`${target.host} was not reached`, async () => {
      // A proxy resolves names itself, maybe also those that are unknown here: a host that is allowed anyway is left to it.
      const addresses = proxy && target.isNamed ? [] : await resolveTarget(target, { lookup, allow }, signal)
      const socket = proxy
        ? await step('The proxy of EGRESS_PROXY gave no connection', () => openTunnel(proxy, target, signal))
        : await connectTo(addresses, target.port, signal)
      return target.isHttps ? step(`${target.host} was not reached by TLS`, () => secure(socket, target, ca, signal)) : socket
    })
  }

  async function tracked<T>(work: Promise<T>): Promise<T> {
    underWay.add(work)
    try {
      return await work
    } finally {
      underWay.delete(work)
    }
  }
}
