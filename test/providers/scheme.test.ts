import { describe, expect, it } from 'vitest'
import { InvalidInput } from '../../src/errors.ts'
import { providers } from '../../src/providers/index.ts'
import { parseScheme } from '../../src/providers/scheme.ts'
import { fc } from '../helpers/properties.ts'

function issuePaths(json: unknown): string[] {
  try {
    parseScheme(json)
  } catch (error) {
    if (error instanceof InvalidInput) return error.issues.map(({ path }) => path.join('.'))
    throw error
  }
  return []
}

const shortest = { header: 'X-Signature', algorithm: 'hmac-sha256' }

describe('parseScheme', () => {
  it('fills in what is left out', () => {
    expect(parseScheme(shortest)).toEqual({
      name: 'custom',
      header: 'x-signature',
      algorithm: 'hmac-sha256',
      encoding: 'hex',
      key: 'utf8',
      signed: ['{body}'],
    })
    expect(parseScheme({ header: 'X-Token', algorithm: 'token' }).signed).toEqual([])
  })

  it('takes the scheme of every provider as it is', () => {
    for (const scheme of Object.values(providers).flatMap(({ schemes }) => schemes)) expect(parseScheme(scheme)).toEqual(scheme)
  })

  it('says where everything wrong is', () => {
    expect(issuePaths({ header: 'x signature', algorithm: 'md5', encoding: 'base32' })).toEqual(['header', 'algorithm', 'encoding'])
    expect(issuePaths({ ...shortest, timestamp: { from: 'cookie:t', toleranceS: 0 } })).toEqual(['timestamp.from', 'timestamp.toleranceS'])
    expect(issuePaths(null)).toEqual([''])
    expect(issuePaths({ ...shortest, secret: 'x' })).toEqual([''])
  })

  it('wants the body to be signed', () => {
    expect(issuePaths({ ...shortest, signed: ['v0'] })).toEqual(['signed'])
    expect(issuePaths({ ...shortest, signed: ['v0.{body}'] })).toContain('signed')
  })

  it('wants exactly those headers that are signed', () => {
    expect(issuePaths({ ...shortest, signed: ['{id}', '{body}'] })).toEqual(['idHeader'])
    expect(issuePaths({ ...shortest, signed: ['{timestamp}', '{body}'] })).toEqual(['timestamp'])
    expect(issuePaths({ ...shortest, timestamp: { from: 'header:x-time' } })).toEqual(['timestamp'])
    expect(issuePaths({ ...shortest, signed: ['{timestamp}', '{body}'], timestamp: { from: 'signature:t=' } })).toEqual(['separator'])
  })

  it('throws nothing but InvalidInput', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.jsonValue(),
          fc.jsonValue().map((value) => ({ ...shortest, signed: value, timestamp: value })),
        ),
        (json) => {
          issuePaths(json)
        },
      ),
    )
  })
})
