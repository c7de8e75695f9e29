// Bytes over a socket, as they stand.
import { connect } from 'node:net'

const QUIET_MS = 400
const LONGEST_MS = 3000

/** Sends bytes and answers the statuses that come back until the other side closes or says nothing for a while. */
export function exchange(port, bytes, { from } = {}) {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', localAddress: from })
    let text = ''
    let quiet = setTimeout(done, LONGEST_MS)
    socket.on('data', (data) => {
      text += data.toString('latin1')
      clearTimeout(quiet)
      quiet = setTimeout(done, QUIET_MS)
    })
    socket.on('error', () => {})
    socket.on('close', done)
    socket.write(bytes)

    function done() {
      clearTimeout(quiet)
      socket.destroy()
      resolve([...text.matchAll(/HTTP\/1\.[01] (\d{3}) /g)].map(([, status]) => Number(status)).filter((status) => status >= 200))
    }
  })
}
