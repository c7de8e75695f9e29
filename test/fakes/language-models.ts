import type { Data } from '../helpers/start-app.ts'
import { type FakeServer, type RecordedRequest, startFakeServer } from './fake-server.ts'

/** What the scripted model sees of a request, whichever vendor's form it came in. */
export interface Conversation {
  /** What the task said. */
  prompt: string
  /** What each tool has answered so far, oldest first, as text. */
  answers: string[]
  /** Names of the tools that are offered. */
  tools: string[]
}

/** What the model says next: tools to be called, or its last words. */
export type Turn = string | { tool: string; args: object }[]

/** Vendors of language models, as far as they are asked: OpenAI's chat completions at /v1, and Anthropic's messages. */
export async function startLanguageModels(play: (conversation: Conversation) => Turn | Promise<Turn>): Promise<FakeServer> {
  return startFakeServer(async ({ path, body }: RecordedRequest) => {
    if (path === '/v1/chat/completions') return { status: 200, body: asOpenAi(await play(fromOpenAi(body))) }
    if (path === '/v1/messages') return { status: 200, body: asAnthropic(await play(fromAnthropic(body))) }
    return { status: 404, body: { error: { message: `there is no ${path}` } } }
  })
}

function fromOpenAi(body: Data): Conversation {
  const of = (role: string) => body.messages.filter((message: Data) => message.role === role)
  const prompt = textOf(of('user')[0].content)
  return {
    prompt,
    answers: of('tool').map(({ content }: Data) => textOf(content)),
    tools: body.tools.map((tool: Data) => tool.function.name),
  }
}

function fromAnthropic({ messages, tools }: Data): Conversation {
  const parts = messages.flatMap(({ content }: Data) => content)
  const answers = parts.filter(({ type }: Data) => type === 'tool_result').map(({ content }: Data) => textOf(content))
  return { prompt: textOf(messages[0].content), answers, tools: tools.map(({ name }: Data) => name) }
}

function textOf(content: string | { text: string }[]): string {
  return typeof content === 'string' ? content : content.map(({ text }) => text).join('')
}

function asOpenAi(turn: Turn): object {
  const calls = typeof turn === 'string' ? [] : turn
  const toolCalls = calls.map(({ tool, args }) => ({
    id: newId('call'),
    type: 'function',
    function: { name: tool, arguments: JSON.stringify(args) },
  }))
  const content = typeof turn === 'string' ? turn : null
  const message = { role: 'assistant', content, ...(toolCalls.length > 0 && { tool_calls: toolCalls }) }
  return {
    id: newId('chatcmpl'),
    object: 'chat.completion',
    created: 1,
    model: 'scripted',
    choices: [{ index: 0, message, finish_reason: toolCalls.length > 0 ? 'tool_calls' : 'stop' }],
    usage: { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110 },
  }
}

function asAnthropic(turn: Turn): object {
  const content =
    typeof turn === 'string'
      ? [{ type: 'text', text: turn }]
      : turn.map(({ tool, args }) => ({ type: 'tool_use', id: newId('toolu'), name: tool, input: args }))
  return {
    id: newId('msg'),
    type: 'message',
    role: 'assistant',
    model: 'scripted',
    content,
    stop_reason: typeof turn === 'string' ? 'end_turn' : 'tool_use',
    stop_sequence: null,
    usage: { input_tokens: 100, output_tokens: 10 },
  }
}

function newId(kind: string): string {
  return `${kind}_${crypto.randomUUID().replaceAll('-', '')}`
}
