import type { Deadline } from './waiting.ts'

interface ServerSentEvent {
  id?: string
  /** Empty where it is `complete`: the stream has come to its end. */
  data: string
  isComplete: boolean
}

/**
 * Reads a text/event-stream to its end: https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
 * The deadline's clock runs while it is waited for the sender, not while whoever reads is busy.
 * @throws {Error} when the connection breaks, or falls silent
 */
export async function* readServerSentEvents({ body }: Response, deadline: Deadline): AsyncGenerator<ServerSentEvent, void> {
  const reader = body!.getReader()
  const decoder = new TextDecoder()
  let rest = ''
  try {
    for (;;) {
      deadline.extend()
      const { done, value } = await reader.read()
      deadline.pause()
      if (done) return
      const blocks = (rest + decoder.decode(value, { stream: true })).split('\n\n')
      rest = blocks.pop() ?? ''
      for (const block of blocks) {
        const event = parseBlock(block)
        if (event) yield event
      }
    }
  } finally {
    // Not waited for: a connection that is dead does not end.
    reader.cancel().catch(() => {})
  }
}

/** Null for a block without data: a comment. */
function parseBlock(block: string): ServerSentEvent | null {
  const fields = new Map<string, string>()
  for (const line of block.split('\n')) {
    const [, name = '', value = ''] = /^(\w+): ?(.*)$/.exec(line) ?? []
    if (name !== '') fields.set(name, fields.has(name) ? `${fields.get(name)}\n${value}` : value)
  }
  const data = fields.get('data') ?? ''
  const isComplete = fields.get('event') === 'complete'
  return data === '' && !isComplete ? null : { id: fields.get('id'), data, isComplete }
}
