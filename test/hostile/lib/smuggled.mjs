// Requests that two servers may read as one or as two. Each is made of a body of its own and a second delivery, hidden in it.
import { randomUUID } from 'node:crypto'

const body = () => JSON.stringify({ id: randomUUID() })
const chunked = (text) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n0\r\n\r\n`

/** The bytes of a request for a path. `lines` are header lines as they stand, without the end of the last. */
function request(path, lines, rest, method = 'POST') {
  return `${method} ${path} HTTP/1.1\r\nHost: hooks.example.com\r\nContent-Type: application/json\r\n${lines}\r\n\r\n${rest}`
}

export function plain(path) {
  const text = body()
  return request(path, `Content-Length: ${text.length}`, text)
}

export function inChunks(path) {
  return request(path, 'Transfer-Encoding: chunked', chunked(body()))
}

/** Each with what it tries. */
export function smuggled(path) {
  const hidden = plain(path)
  const own = body()
  const closed = chunked(own)
  const size = own.length.toString(16)
  const whole = `Content-Length: ${closed.length + hidden.length}`
  /** Whoever believes the chunks sees two requests, whoever believes the length sees one. */
  const eitherWay = (encoding) => request(path, `${whole}\r\n${encoding}`, closed + hidden)
  const inChunked = (rest) => request(path, 'Transfer-Encoding: chunked', rest + hidden)
  return {
    'Content-Length before Transfer-Encoding': eitherWay('Transfer-Encoding: chunked'),
    'Transfer-Encoding before Content-Length': request(path, `Transfer-Encoding: chunked\r\n${whole}`, closed + hidden),
    'a Content-Length that ends inside of the chunks': request(path, 'Content-Length: 4\r\nTransfer-Encoding: chunked', closed + hidden),
    'two Content-Lengths': request(path, `Content-Length: ${own.length}\r\nContent-Length: ${own.length + hidden.length}`, own + hidden),
    'two Content-Lengths the other way': request(
      path,
      `Content-Length: ${own.length + hidden.length}\r\nContent-Length: ${own.length}`,
      own + hidden,
    ),
    'a list of Content-Lengths': request(path, `Content-Length: ${own.length}, ${own.length + hidden.length}`, own + hidden),
    'a Content-Length with a sign': request(path, `Content-Length: +${own.length}`, own + hidden),
    'a Content-Length with a space before the colon': request(path, `Content-Length : ${own.length + hidden.length}`, own + hidden),
    'an unknown encoding': eitherWay('Transfer-Encoding: xchunked'),
    'an encoding with a space before the colon': eitherWay('Transfer-Encoding : chunked'),
    'an encoding after a tab': eitherWay('Transfer-Encoding:\tchunked'),
    'an encoding in quotes': eitherWay('Transfer-Encoding: "chunked"'),
    'an encoding after a vertical tab': eitherWay('Transfer-Encoding: \x0bchunked'),
    'two encodings': eitherWay('Transfer-Encoding: chunked\r\nTransfer-Encoding: identity'),
    'an encoding that does not end chunked': eitherWay('Transfer-Encoding: chunked, identity'),
    'an encoding in a folded line': eitherWay('X-Folded: a\r\n Transfer-Encoding: chunked'),
    'an encoding whose value is folded': eitherWay('Transfer-Encoding:\r\n chunked'),
    'a length whose value is folded': request(path, `Content-Length:\r\n ${own.length}`, own + hidden),
    'an encoding behind a bare LF': eitherWay('X-Bare: a\nTransfer-Encoding: chunked'),
    'an encoding behind a bare CR': eitherWay('X-Bare: a\rTransfer-Encoding: chunked'),
    'an encoding behind a NUL': eitherWay('X-Nul: a\0\r\nTransfer-Encoding: chunked'),
    'an encoding that Connection names': eitherWay('Transfer-Encoding: chunked\r\nConnection: Transfer-Encoding'),
    'a length that Connection names': request(path, `Content-Length: ${own.length}\r\nConnection: Content-Length`, own + hidden),
    'a chunk size in another notation': inChunked(`0x${size}\r\n${own}\r\n0\r\n\r\n`),
    'a chunk size followed by a space': inChunked(`${size} \r\n${own}\r\n0\r\n\r\n`),
    'a chunk size beyond 64 bits': inChunked(`10000000000000000${size}\r\n${own}\r\n0\r\n\r\n`),
    'a chunk size that ends in a bare LF': inChunked(`${size}\n${own}\r\n0\r\n\r\n`),
    'a chunk that ends in a bare LF': inChunked(`${size}\r\n${own}\n0\r\n\r\n`),
    'a chunk that ends in other bytes': inChunked(`${size}\r\n${own}XX0\r\n\r\n`),
    'a chunk extension with a bare LF': inChunked(`${size};a\nb\r\n${own}\r\n0\r\n\r\n`),
    'a chunk extension with a quoted line end': inChunked(`${size};a="\r\n0\r\n\r\n"\r\n${own}\r\n0\r\n\r\n`),
    'a trailer that names a length': inChunked(`${size}\r\n${own}\r\n0\r\nContent-Length: ${hidden.length}\r\n\r\n`),
    'a GET with a body': request(path, `Content-Length: ${hidden.length}`, hidden, 'GET'),
    'a HEAD with a body': request(path, `Content-Length: ${hidden.length}`, hidden, 'HEAD'),
    'an expectation': request(path, `Content-Length: ${own.length}\r\nExpect: 100-continue`, own + hidden),
    'an expectation nobody knows': request(path, `Content-Length: ${hidden.length}\r\nExpect: 200-ok`, hidden),
    'an offer of h2c': request(path, `Content-Length: ${own.length}\r\nConnection: Upgrade\r\nUpgrade: h2c`, own + hidden),
    'an offer of h2c in chunks': request(path, 'Transfer-Encoding: chunked\r\nConnection: Upgrade\r\nUpgrade: h2c', closed + hidden),
    'an upgrade to a WebSocket': request(path, `Content-Length: ${hidden.length}\r\nConnection: Upgrade\r\nUpgrade: websocket`, hidden),
    'a body that is refused unread': request('/webhooks/custom/nobody', `Content-Length: ${hidden.length}`, hidden),
    'two Hosts': request(path, `Host: elsewhere\r\nContent-Length: ${own.length}`, own + hidden),
    'a target in absolute form': request(`http://elsewhere${path}`, `Content-Length: ${own.length}`, own + hidden),
  }
}
