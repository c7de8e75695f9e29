import { Lexer, Source, TokenKind } from 'graphql'
import { refusal } from './refusal.ts'

/** Characters of a document. Parsed documents are kept by their text, so their size counts; values belong into variables. */
const MAX_TEXT = 64 * 1024
const MAX_TOKENS = 2000
/** Brackets within brackets, of selections, lists and objects alike: parsing recurses into each. */
const MAX_NESTING = 64

const OPENING: readonly string[] = [TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L]
const CLOSING: readonly string[] = [TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R]

/**
 * Looks at a document's words before it is parsed: graphql-js would recurse until the stack is full.
 * @throws {GraphQLError} DOCUMENT_TOO_LARGE, TOO_MANY_TOKENS, TOO_DEEP, or a syntax error
 */
export function checkTokens(text: string): void {
  if (text.length > MAX_TEXT) throw refusal('DOCUMENT_TOO_LARGE', `The document is longer than ${MAX_TEXT} characters; use variables`)
  const lexer = new Lexer(new Source(text))
  let nesting = 0
  for (let count = 0; lexer.advance().kind !== TokenKind.EOF; ) {
    if (++count > MAX_TOKENS) throw refusal('TOO_MANY_TOKENS', `The document has more than ${MAX_TOKENS} tokens; use variables`)
    const { kind } = lexer.token
    if (OPENING.includes(kind)) nesting++
    else if (CLOSING.includes(kind)) nesting--
    if (nesting > MAX_NESTING) throw refusal('TOO_DEEP', `The document nests more than ${MAX_NESTING} brackets`)
  }
}
