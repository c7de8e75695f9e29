import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { CRC32C } from '@google-cloud/storage'

const PAGE = 3

/** As much of Google Cloud Storage's JSON API as keeps files: https://docs.cloud.google.com/storage/docs/json_api/v1 */
export async function startGcs(): Promise<{ endpoint: string; bucket: string; close(): Promise<void> }> {
  const files = new Map<string, Buffer>()
  const server = createServer((request, response) => void answer(files, request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bucket: 'hookline-test',
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function answer(files: Map<string, Buffer>, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url!, 'http://gcs')
  const body = await bytesOf(request)
  const name = decodeURIComponent(/\/o\/([^/?]+)$/.exec(url.pathname)?.[1] ?? '')
  if (url.pathname.startsWith('/upload/')) return json(response, 200, upload(files, url, request, body))
  if (name === '') return json(response, 200, list(files, url.searchParams))
  const file = files.get(name)
  if (!file) return json(response, 404, { error: { code: 404, message: `No such object: ${name}` } })
  if (request.method === 'DELETE') {
    files.delete(name)
    response.writeHead(204).end()
  } else if (url.searchParams.get('alt') === 'media') {
    response
      .writeHead(200, { 'content-type': 'application/octet-stream', 'x-goog-hash': `crc32c=${crc32cOf(file)},md5=${md5Of(file)}` })
      .end(file)
  } else json(response, 200, metadata(name, file))
}

/** Multipart: a part of metadata, then the bytes. */
function upload(files: Map<string, Buffer>, url: URL, request: IncomingMessage, body: Buffer): object {
  const boundary = /boundary="?([^";]+)"?/.exec(request.headers['content-type'] ?? '')![1]!
  const parts = body.toString('latin1').split(`--${boundary}`)
  const contentOf = (part: string) => part.slice(part.indexOf('\r\n\r\n') + 4, -2)
  const name = url.searchParams.get('name') ?? JSON.parse(contentOf(parts[1]!)).name
  files.set(name, Buffer.from(contentOf(parts[2]!), 'latin1'))
  return metadata(name, files.get(name)!)
}

/** A few on each page. */
function list(files: Map<string, Buffer>, params: URLSearchParams): object {
  const found = [...files].filter(([name]) => name.startsWith(params.get('prefix') ?? ''))
  const from = Number(params.get('pageToken') ?? 0)
  const items = found.slice(from, from + PAGE).map(([name, bytes]) => metadata(name, bytes))
  const next = from + PAGE < found.length ? { nextPageToken: String(from + PAGE) } : {}
  return { kind: 'storage#objects', ...(items.length > 0 ? { items } : {}), ...next }
}

function metadata(name: string, bytes: Buffer): object {
  return {
    kind: 'storage#object',
    name,
    bucket: 'hookline-test',
    size: String(bytes.length),
    crc32c: crc32cOf(bytes),
    md5Hash: md5Of(bytes),
    updated: new Date(0).toISOString(),
  }
}

function crc32cOf(bytes: Buffer): string {
  const checksum = new CRC32C()
  checksum.update(bytes)
  return checksum.toString()
}

function md5Of(bytes: Buffer): string {
  return createHash('md5').update(bytes).digest('base64')
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks)
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
