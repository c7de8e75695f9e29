import { EgressBlocked } from '../../errors.ts'
import { VERSION } from '../../model/package.ts'

/** A request as it is sent. */
export interface Request {
  method: string
  headers: Record<string, string>
  body: string | Uint8Array | null
  maxAnswerBytes: number
}

export interface RequestInit {
  method?: string
  headers?: Record<string, string>
  body?: string | Uint8Array
  /** How much of the answer is read. Default 20,000. */
  maxAnswerBytes?: number
}

const MAX_ANSWER_BYTES = 20_000

/** Headers that frame the message, name its host, or speak to a proxy: whoever sets them speaks past the guard. */
const NOT_OURS_TO_SEND =
  /^(host|content-length|transfer-encoding|connection|keep-alive|upgrade|te|trailer|expect|forwarded|via|proxy-.*|x-forwarded-.*)$/
/** Without CR, LF and NUL, which would end a line: https://www.rfc-editor.org/rfc/rfc9110#section-5.5 */
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/
const TOKEN = /^[!#$%&'*+.^_`|~0-9a-z-]+$/i

/**
 * Makes the request to send. `accept-encoding` is always identity, so that no answer can grow when it is unpacked.
 * @throws {EgressBlocked} a header or the method may not be sent
 */
export function readRequest({ method = 'GET', headers = {}, body, maxAnswerBytes = MAX_ANSWER_BYTES }: RequestInit): Request {
  if (!TOKEN.test(method) || /^(connect|trace)$/i.test(method)) throw new EgressBlocked('This method is not sent')
  const given = Object.entries(headers).map(([name, value]) => [checkedName(name), checkedValue(name, value)])
  return {
    method: method.toUpperCase(),
    // GitHub refuses requests without a user-agent.
    headers: { 'user-agent': `hookline/${VERSION}`, ...Object.fromEntries(given), 'accept-encoding': 'identity' },
    body: body ?? null,
    maxAnswerBytes,
  }
}

function checkedName(name: string): string {
  if (!TOKEN.test(name)) throw new EgressBlocked('A header has a name that cannot be sent')
  if (NOT_OURS_TO_SEND.test(name.toLowerCase())) throw new EgressBlocked(`The header ${name} may not be set`)
  return name.toLowerCase()
}

function checkedValue(name: string, value: string): string {
  if (!VALUE.test(value)) throw new EgressBlocked(`The header ${name} has a value that cannot be sent`)
  return value
}
