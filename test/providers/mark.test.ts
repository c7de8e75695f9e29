import { describe, expect, it } from 'vitest'
import { MARK_CHARS, MARK_ROOM, readMark, withHiddenMark, withHtmlMark } from '../../src/providers/mark.ts'
import { fc } from '../helpers/properties.ts'

const ways = { html: withHtmlMark, hidden: withHiddenMark }
const marks = fc.string({ unit: fc.constantFrom(...'0123456789abcdefghjkmnpqrstvwxyz'), minLength: MARK_CHARS, maxLength: MARK_CHARS })
const texts = fc.string({ unit: 'binary', maxLength: 200 })

describe.each(Object.entries(ways))('a mark, %s', (_, withMark) => {
  it('is read back from behind any text', () => {
    fc.assert(fc.property(texts, marks, (text, mark) => void expect(readMark(withMark(text, mark))).toBe(mark)))
  })

  it('leaves the text as it is before it, and takes no more room than is kept for it', () => {
    fc.assert(
      fc.property(texts, marks, (text, mark) => {
        const marked = withMark(text, mark)
        expect(marked.startsWith(text)).toBe(true)
        expect(marked.length - text.length).toBeLessThanOrEqual(MARK_ROOM)
      }),
    )
  })

  it('survives line breaks and blanks that a provider puts at the end', () => {
    fc.assert(fc.property(marks, (mark) => void expect(readMark(`${withMark('Done.', mark)} \r\n\n`)).toBe(mark)))
  })

  it('is none where somebody wrote below it, as in a quote', () => {
    fc.assert(
      fc.property(
        marks,
        texts.filter((text) => /\S/.test(text) && readMark(text) === null),
        (mark, answer) => {
          expect(readMark(`> ${withMark('Done.', mark)}\n\nI do not think so: ${answer}`)).toBeNull()
        },
      ),
    )
  })

  it('is the last one where a marked text holds another', () => {
    fc.assert(fc.property(marks, marks, (first, last) => void expect(readMark(withMark(withMark('Done.', first), last))).toBe(last)))
  })
})

describe('readMark', () => {
  it('finds none in what holds none', () => {
    for (const text of ['', 'Done.', '<!-- hookline: -->', `<!-- hookline:${'u'.repeat(MARK_CHARS)} -->`, '\u2063\u200b\u200c\u2063'])
      expect(readMark(text)).toBeNull()
  })

  it('shows nothing: the hidden one is made of characters without width alone', () => {
    fc.assert(fc.property(marks, (mark) => void expect(withHiddenMark('', mark)).toMatch(/^[\u200b-\u200d\u2060\u2063]+$/)))
  })
})
