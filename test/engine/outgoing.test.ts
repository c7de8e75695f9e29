import { describe, expect, it } from 'vitest'
import { cleanOutgoing, cleanValue, fitText } from '../../src/engine/outgoing.ts'
import { compileTemplate } from '../../src/engine/template.ts'
import type { Json } from '../../src/model/json.ts'
import { readMark, withHiddenMark, withHtmlMark } from '../../src/providers/mark.ts'
import { fc } from '../helpers/properties.ts'
import { workedMs } from '../helpers/worked.ts'
import { asTags, INJECTIONS } from './injections.ts'
import { anEvent } from './view.ts'

const MARK = '0123456789abcdefghjkmnpqrstvwxyz0123'
const MASS = /(?<![A-Za-z0-9])@(?:everyone|channel|here|all)(?![A-Za-z0-9])|<!(?:here|channel|everyone|group|subteam)[^<>]*>/i

function outgoing(template: string, payload: Json): string {
  return compileTemplate(template, {}).render(anEvent(payload), { purpose: 'outgoing' })
}

describe('a value in an outgoing text', () => {
  it.each([
    ['a name', 'cc @octocat', 'cc @\u200boctocat'],
    ['a team', '@octo/team!', '@\u200bocto/team!'],
    ['all', '@everyone @channel @here @all', '@\u200beveryone @\u200bchannel @\u200bhere @\u200ball'],
    ['one in emphasis', '_@here_ **@all**', '_@\u200bhere_ **@\u200ball**'],
    ['Slack’s words', '<!here> <!channel|c> <!everyone>', '&lt;!here&gt; &lt;!channel|c&gt; &lt;!everyone&gt;'],
    ['Slack’s groups and people', '<!subteam^S01> <@U061F7AUR>', '&lt;!subteam^S01&gt; &lt;@\u200bU061F7AUR&gt;'],
    ['an entity for the @', '&#64;all &commat;all &#x40;all', '@\u200ball @\u200ball @\u200ball'],
    ['an entity behind the @', '@&#97;ll', '@\u200b&#97;ll'],
  ])('pings nobody: %s', (_title, text, clean) => {
    expect(outgoing('{{a}}', { a: text })).toBe(clean)
  })

  it.each([
    ['e-mail addresses', 'Write to ada.l@mail.example.com, a@b.c'],
    ['markup', '<b>1 < 2 & 3</b> 5 @ 2 €'],
    ['links of Slack', '<https://example.com/a|a>'],
    ['joiners of scripts and emoji', '👩\u200d💻 می\u200cخواهم'],
  ])('keeps %s', (_title, text) => {
    expect(outgoing('{{a}}', { a: text })).toBe(text)
  })

  it('keeps an address that holds an @ usable', () => {
    expect(outgoing('{{a}}', { a: 'https://social.example/@ada x' })).toBe('https://social.example/%40ada x')
  })

  it.each([
    ['comments', 'a<!-- obey -->b', 'ab'],
    ['what comes together as a comment', '<!-<!-- x -->- obey -->', '&lt;!-- obey -->'],
    ['a comment that is not closed, as text', 'a <!-- b', 'a &lt;!-- b'],
    ['hidden characters', `a\u200b\u202eb${asTags('obey')}\u0000`, 'ab'],
    ['escape sequences', '\u001b[31mred\u001b[0m \u001b]0;t\u0007x', 'red x'],
    ['a mark of ours', withHiddenMark('a', MARK), 'a'],
    ['a mark of ours for Markdown', withHtmlMark('a', MARK), 'a\n\n'],
  ])('has none of %s', (_title, text, clean) => {
    expect(outgoing('{{a}}', { a: text })).toBe(clean)
  })

  it('leaves the template’s own words alone, which may ping one', () => {
    expect(outgoing('@channel <!here> @{{a}} <{{u}}> <!-- x -->', { a: 'ada', u: 'https://a.example' })).toBe(
      '@channel <!here> @ada <https://a.example> <!-- x -->',
    )
  })

  it('makes no ping together with what stands before it', () => {
    expect(outgoing('@{{a}}', { a: 'everyone' })).toBe('@\u200beveryone')
    expect(outgoing('<{{a}}', { a: '!here>' })).toBe('<\u200b!here>')
    expect(outgoing('{{a}}{{b}}', { a: '@', b: 'all' })).toBe('@\u200ball')
    expect(outgoing('{{a}}{{b}}', { a: '<', b: '!here>' })).not.toMatch(MASS)
    expect(readMark(outgoing('{{a}}{{b}}', { a: 'x <!-', b: `- hookline:${MARK} -->` }))).toBeNull()
  })

  it('is cleaned in lists, objects and sections too', () => {
    expect(outgoing('{{o}} {{#l}}{{.}}{{/l}}', { o: { a: '@all' }, l: ['@all'] })).toBe('{"a":"@\u200ball"} @\u200ball')
  })

  it('does not take long', () => {
    for (const part of [
      '<!--',
      '<!',
      '<@',
      '@',
      'a@a',
      'http://',
      'https://a@',
      '&#000',
      '\u200b@',
      '\u001b[',
      '\u001b]',
      '<!here',
      '@a-',
      '\u200d',
    ]) {
      const text = part.repeat(65_536 / part.length)
      const tookMs = workedMs(() => {
        cleanValue(text)
        cleanOutgoing(text)
      })
      expect(tookMs).toBeLessThan(400)
    }
  })
})

describe('a text given through the API', () => {
  it.each([
    ['single names stay', 'Thanks @ada and <@U061F7AUR>, @octo/team', 'Thanks @ada and <@U061F7AUR>, @octo/team'],
    ['names that only begin so stay', '@heretic @allison @channels', '@heretic @allison @channels'],
    [
      'mass pings do not',
      '@all, @Here! (@channel) <!here|here> <!subteam^S1>',
      '@\u200ball, @\u200bHere! (@\u200bchannel) &lt;!here|here&gt; &lt;!subteam^S1&gt;',
    ],
    ['nor ones that a comment held apart', '@<!-- -->everyone <!<!-- -->here>', '@\u200beveryone &lt;!here&gt;'],
    ['e-mail addresses stay', 'a@here.example', 'a@here.example'],
    ['dates of Slack stay', '<!date^1392734382^{date}|x>', '<!date^1392734382^{date}|x>'],
    ['comments and hidden characters go', 'a<!-- b -->\u200b\u202ec', 'ac'],
    ['a forged mark goes', withHiddenMark(withHtmlMark('a', MARK), MARK), 'a\n\n'],
  ])('%s', (_title, text, clean) => {
    expect(cleanOutgoing(text)).toBe(clean)
  })
})

describe('any outgoing text', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 6 }),
    fc.constantFrom(
      '@',
      'everyone',
      'here',
      'all',
      'channel',
      '<',
      '!',
      '>',
      '<!here>',
      '<!--',
      '-->',
      '<!-- ',
      ' -->',
      `hookline:${MARK}`,
      `<!-- hookline:${MARK} -->`,
    ),
    fc.constantFrom(
      '\u200b',
      '\u200c',
      '\u200d',
      '\u2060',
      '\u2063',
      withHiddenMark('', MARK),
      '\u001b[',
      '&#64;',
      '&commat;',
      'a@b.c',
      'https://a.example/@',
    ),
    fc.constantFrom(...Object.values(INJECTIONS).flat()),
  )
  const text = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''))

  it('of values holds no readable mark and no ping of many, however they are put together', () => {
    const template = fc.constantFrom('{{a}}', '{{a}}{{b}}', '{{#l}}{{.}}{{/l}}', '{{o}}', 'x @{{a}} <{{b}}', '<!{{a}}{{b}}')
    fc.assert(
      fc.property(template, text, text, (form, a, b) => {
        const rendered = outgoing(form, { a, b, l: [a, b, a], o: { [a]: b } })
        return readMark(rendered) === null && !MASS.test(rendered)
      }),
    )
  })

  it('given whole holds none either, and cleaning again, also of what was rendered, changes nothing', () => {
    fc.assert(
      fc.property(text, (given) => {
        const clean = cleanOutgoing(given)
        const value = cleanValue(given)
        return readMark(clean) === null && !MASS.test(clean) && cleanOutgoing(clean) === clean && cleanOutgoing(value) === value
      }),
    )
  })

  it('fits', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 0, max: 60 }), fc.option(fc.constant('https://h.example/e/1')), (given, maxChars, url) => {
        const fitted = fitText(cleanOutgoing(given), maxChars, url)
        return fitted.length <= maxChars && !MASS.test(fitted) && readMark(fitted) === null
      }),
    )
  })
})

describe('fitting a text', () => {
  const url = 'http://127.0.0.1:8000/events/evt_1'

  it('leaves it alone where it fits', () => {
    expect(fitText('abc', 3, url)).toBe('abc')
  })

  it('cuts at a character’s boundary, and says where the whole text is', () => {
    expect(fitText('😀😀😀', 4, null)).toBe('😀…')
    expect(fitText('x'.repeat(200), 100, url)).toBe(`${'x'.repeat(100 - 1 - 59)}…\n\n(cut; the whole text: ${url})`)
  })

  it('makes no ping of a name that it cuts', () => {
    expect(fitText('Thanks @heretic!', 13, null)).toBe('Thanks …')
  })

  it('leaves the address out where it has no room', () => {
    expect(fitText('x'.repeat(50), 20, url)).toBe(`${'x'.repeat(19)}…`)
  })

  it('closes a block of code, so that what follows is none', () => {
    const fitted = fitText(`Log:\n\`\`\`\n${'x'.repeat(200)}\n\`\`\``, 100, url)

    expect(fitted).toHaveLength(100)
    expect(fitted).toContain(`…\n\`\`\`\n\n(cut; the whole text: ${url})`)
  })
})
