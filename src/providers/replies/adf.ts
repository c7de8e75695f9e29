import type { Json, JsonObject } from '../../model/json.ts'
import { textAt, valueAt } from '../payload.ts'

// The Atlassian Document Format: https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/

/** Plain text as a document: a blank line parts paragraphs, every other line break stays one. */
export function toAdf(text: string): JsonObject {
  const paragraphs = text
    .replaceAll('\r\n', '\n')
    .split(/\n(?:[ \t]*\n)+/)
    .map((paragraph) => ({ type: 'paragraph', content: lines(paragraph) }))
  return { type: 'doc', version: 1, content: paragraphs }
}

/** A text node must hold at least one character: https://developer.atlassian.com/cloud/jira/platform/apis/document/nodes/text/ */
function lines(paragraph: string): JsonObject[] {
  return paragraph.split('\n').flatMap((line, index) => {
    const text = line === '' ? [] : [{ type: 'text', text: line }]
    return index === 0 ? text : [{ type: 'hardBreak' }, ...text]
  })
}

/** The last text of a document, at which a mark stands; empty where it ends with something else. */
export function lastText(document: Json): string {
  let node = document
  for (let content = valueAt(node, 'content'); Array.isArray(content) && content.length > 0; content = valueAt(node, 'content'))
    node = content.at(-1)!
  return textAt(node, 'text') ?? ''
}
