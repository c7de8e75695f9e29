import { createHookline } from '../../sdk/index.ts'
import { overWebSocket } from './web-socket.ts'

/** The server that the page came from, with the browser's session. */
export const hookline = createHookline({ url: location.origin, carrier: overWebSocket(location.origin) })
