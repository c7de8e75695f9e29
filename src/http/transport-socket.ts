import type { Socket } from 'node:net'
import { WebSocket } from 'ws'
import { FrameWriter } from '../graphql/live/frames.ts'
import type { Opened } from '../graphql/live/websocket.ts'

/** What is kept of the upgrade: its request would be the largest thing that an idle socket holds. */
export interface Upgraded {
  authorization: string | undefined
  session: string | undefined
  address: string
  /** Gives the place among the waiting back. */
  leave: (() => void) | undefined
}

/** What runs under the id that its client gave it. */
export interface Operation {
  readonly id: string
  /** Where its results come from, once it runs. */
  source: { return?(): Promise<unknown> } | null
}

const NONE: readonly Operation[] = []

/**
 * A WebSocket with what is known of its client. Thousands of idle subscribers consist of these: it has fields, and no function,
 * map or listener of its own for what can be shared.
 */
export class TransportSocket extends WebSocket implements Opened {
  // Both are set before anything else is done with it.
  connection!: Socket
  upgraded!: Upgraded
  untilInit: NodeJS.Timeout | undefined = undefined
  /** Its `connection_init` has come. */
  hasGreeted = false
  /** Its client is known, and has been told so. */
  isLetIn = false
  /** The key of its client, once it is let in. */
  keyId: string | null = null
  /** Aborts when the socket is closed; there while an operation may look at it. */
  abort: AbortController | null = null
  operations = NONE
  #frames: FrameWriter | null = null

  /** The WebSocket library writes its own frames whole too, so they do not mix. */
  get frames(): FrameWriter {
    return (this.#frames ??= new FrameWriter(this.connection))
  }

  /** Settled when it is written; at once where the socket is closed. */
  say(message: object): Promise<void> {
    return new Promise((resolve) => {
      if (this.readyState === this.OPEN) this.send(JSON.stringify(message), () => resolve())
      else resolve()
    })
  }

  operation(id: string): Operation | undefined {
    return this.operations.find((one) => one.id === id)
  }

  begin(id: string): Operation {
    const operation: Operation = { id, source: null }
    // Spread into a new array it would get room for sixteen more.
    this.operations = this.operations.concat(operation)
    return operation
  }

  /** False: it had ended already. */
  forget(operation: Operation): boolean {
    const left = this.operations.filter((one) => one !== operation)
    const wasThere = left.length < this.operations.length
    this.operations = left.length === 0 ? NONE : left
    return wasThere
  }

  /** Ends what runs. */
  async end(): Promise<void> {
    const { operations } = this
    this.operations = NONE
    this.abort?.abort()
    await Promise.all(operations.map(({ source }) => source?.return?.()))
  }
}
