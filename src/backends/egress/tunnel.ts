import { once } from 'node:events'
import { type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP, type Socket } from 'node:net'
import { Stopped } from './failure.ts'
import type { Target } from './target.ts'

/** The proxy of EGRESS_PROXY, which understands CONNECT. */
export interface Proxy {
  url: URL
  ca: string | undefined
}

/**
 * A connection to the target through the proxy. The proxy's user and password go to the proxy alone.
 * @throws what the connection to the proxy fails with; {Stopped} it refuses
 */
export async function openTunnel(proxy: Proxy, { host, port }: Target, signal: AbortSignal): Promise<Socket> {
  const authority = `${isIP(host) === 6 ? `[${host}]` : host}:${port}`
  const request = (proxy.url.protocol === 'https:' ? requestHttps : requestHttp)({
    method: 'CONNECT',
    host: proxy.url.hostname.replace(/^\[|\]$/g, ''),
    port: proxy.url.port || undefined,
    path: authority,
    headers: { host: authority, ...authorization(proxy.url) },
    agent: false,
    ca: proxy.ca,
    signal,
  })
  request.on('error', () => {})
  request.end()
  const [{ statusCode }, socket, head] = (await once(request, 'connect', { signal })) as [IncomingMessage, Socket, Buffer]
  socket.on('error', () => {})
  if (statusCode === 200) return head.length > 0 ? withHead(socket, head) : socket
  socket.destroy()
  throw new Stopped(`the proxy answers ${statusCode}`)
}

/** What came together with the proxy's answer is the target's. */
function withHead(socket: Socket, head: Buffer): Socket {
  socket.unshift(head)
  return socket
}

function authorization({ username, password }: URL): Record<string, string> {
  if (!username && !password) return {}
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return { 'proxy-authorization': `Basic ${Buffer.from(pair).toString('base64')}` }
}
