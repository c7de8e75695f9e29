import { describe, expect, it } from 'vitest'
import { firstThere, parseBody, parseJson, parseLossless, textAt, valueAt } from '../../src/providers/payload.ts'
import { delivery, refusalCode } from '../contracts/provider.ts'

const nested = (depth: number, filler = '') => `${'['.repeat(depth)}${filler}${']'.repeat(depth)}`
const LARGE = `"${'x'.repeat(70_000)}"`

describe('parseBody', () => {
  it('reads past a byte order mark, and hands on the text without it', () => {
    expect(parseBody(delivery('\uFEFF{"a":1}'))).toEqual({ payload: { a: 1 }, payloadText: '{"a":1}' })
    expect(parseBody(delivery('{"a":1}')).payloadText).toBeUndefined()
    expect(refusalCode(() => parseBody(delivery('\uFEFF')))).toBe('empty_body')
  })

  it('refuses bytes that are not UTF-8', () => {
    expect(refusalCode(() => parseBody(delivery(Buffer.from([0x22, 0xc3, 0x28, 0x22]))))).toBe('invalid_encoding')
  })

  it('reads line ends, emoji and lone surrogates as JSON has them', () => {
    expect(parseBody(delivery('{\r\n"a":"💥",\r\n"b":"\\ud800"}')).payload).toEqual({ a: '💥', b: '\ud800' })
  })
})

describe('parseJson', () => {
  it('takes a depth of 64 and refuses one of 65, in small payloads and in large ones', () => {
    for (const filler of ['', LARGE]) {
      expect(refusalCode(() => parseJson(nested(64, filler)))).toBe('not refused')
      expect(refusalCode(() => parseJson(nested(65, filler)))).toBe('too_deep')
      expect(refusalCode(() => parseJson(`${'{"a":'.repeat(65)}${filler || 1}${'}'.repeat(65)}`))).toBe('too_deep')
    }
  })

  it('refuses millions of brackets quickly', () => {
    const startedAt = performance.now()

    expect(refusalCode(() => parseJson(nested(2_000_000)))).toBe('too_deep')
    expect(performance.now() - startedAt).toBeLessThan(500)
  })

  it('does not count brackets inside of texts', () => {
    const text = JSON.stringify({ a: `${'[{'.repeat(100)}\\"${LARGE}`, b: '\\' })

    expect(refusalCode(() => parseJson(text))).toBe('not refused')
  })

  it('leaves text that never ends to the parser', () => {
    expect(refusalCode(() => parseJson(`{"a":${LARGE.slice(0, -1)}`))).toBe('invalid_json')
  })

  it('takes __proto__ as a name like any other', () => {
    const payload = parseJson('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}')

    expect(Object.keys(payload as object)).toEqual(['__proto__', 'constructor'])
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })
})

describe('parseLossless', () => {
  it('keeps the digits of numbers that JavaScript cannot hold', () => {
    const text = '{"id":9007199254740993,"big":1e400,"small":0.1,"text":"9007199254740993 \\" 1e400","list":[-12345678901234567890.5]}'

    expect(parseLossless(text)).toEqual({
      id: '9007199254740993',
      big: '1e400',
      small: 0.1,
      text: '9007199254740993 " 1e400',
      list: ['-12345678901234567890.5'],
    })
  })

  it('reads everything else as JSON.parse does', () => {
    const text = '{"a":1,"a":2,"__proto__":{"b":1},"c":[1.50,1E3,-0,true,null,""]}'

    expect(parseLossless(text)).toEqual(JSON.parse(text))
  })
})

describe('a path', () => {
  const payload = { a: { b: [{ c: 'found' }], n: 7, empty: '', nothing: null } }

  it('finds own properties and elements, and nothing inherited', () => {
    expect(valueAt(payload, 'a.b.0.c')).toBe('found')
    expect(valueAt(payload, 'a.b.length.x')).toBeUndefined()
    for (const path of ['constructor', '__proto__', 'a.toString', 'a.n.toFixed', 'x.y']) expect(valueAt(payload, path)).toBeUndefined()
  })

  it('yields the first text that is not empty', () => {
    expect(textAt(payload, 'x', 'a.empty', 'a.nothing', 'a.n')).toBe('7')
    expect(textAt(payload, 'a')).toBeNull()
  })

  it('is not passed over for the next where its value is null', () => {
    expect(firstThere(payload, ['x', 'a.nothing', 'a.b.0.c'])).toBeNull()
    expect(firstThere(payload, ['x', 'a.b.0.c'])).toBe('found')
  })
})
