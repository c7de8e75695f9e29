import type { Viewer } from '../model/viewer.ts'
import type { Outgoing } from './outgoing.ts'

/** Who is connected, and with what. */
export interface Connection {
  viewer: Viewer
  /** The connection, or the whole server, is held to reading. */
  readOnly: boolean
  /** What waits to be taken of this request's answer. */
  outgoing: Outgoing
}
