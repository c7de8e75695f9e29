import { describe, expect, it } from 'vitest'
import { InvalidInput } from '../../src/errors.ts'
import { pageOf } from '../../src/graphql/page.ts'
import { decodeCursor, encodeCursor } from '../../src/model/cursor.ts'
import { fc } from '../helpers/properties.ts'

/** Whatever may stand where a cursor is expected, and what nearly is one. */
const anything = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.base64String().map((text) => text.replace(/=+$/, '')),
  fc.string().map((text) => Buffer.from(`f1.${text}`).toString('base64url')),
  fc.string().map((text) => Buffer.from(`id:${text}`).toString('base64url')),
)

describe('a cursor of the feed', () => {
  it('says the position that it was made of', () => {
    fc.assert(fc.property(fc.maxSafeNat(), (seq) => decodeCursor(encodeCursor(seq)) === seq))
  })

  it('is the one text of its position; any other is refused', () => {
    fc.assert(
      fc.property(anything, (text) => {
        const seq = valueOrRefused(() => decodeCursor(text))
        return seq === 'refused' || encodeCursor(seq) === text
      }),
    )
  })
})

describe('a cursor of a list', () => {
  it('leads back to the row that it was made of', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 1 }), async (id) => {
        const { edges } = await page(null, [id])
        expect((await page(edges[0]!.cursor)).asked).toEqual([id])
      }),
    )
  })

  it('is the one text of its row; any other is refused', async () => {
    await fc.assert(
      fc.asyncProperty(anything, async (text) => {
        const { asked } = await page(text)
        expect(asked.map((id) => Buffer.from(`id:${id}`).toString('base64url'))).toEqual(asked.map(() => text))
      }),
    )
  })

  /** One page behind a cursor: its edges, and behind which id it was asked for; neither where the cursor is refused. */
  async function page(after: string | null, rows: string[] = []) {
    const asked: (string | undefined)[] = []
    const find = async ({ below }: { below: string | undefined }) => {
      asked.push(below)
      return rows
    }
    try {
      return { ...(await pageOf({ first: 1, after }, { idOf: String, find, count: async () => 0 })), asked }
    } catch (error) {
      if (error instanceof InvalidInput) return { edges: [], asked }
      throw error
    }
  }
})

function valueOrRefused<T>(read: () => T): T | 'refused' {
  try {
    return read()
  } catch (error) {
    if (error instanceof InvalidInput) return 'refused'
    throw error
  }
}
