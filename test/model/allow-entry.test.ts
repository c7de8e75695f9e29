import { describe, expect, it } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { parseAllowEntry } from '../../src/model/allow-entry.ts'

describe('an entry of EGRESS_ALLOW', () => {
  it.each([
    ['jira.internal', 'jira.internal', null],
    [' Jira.Internal.:8443 ', 'jira.internal', 8443],
    ['a_b-c', 'a_b-c', null],
    ['10.1.2.3', '10.1.2.3', null],
    ['10.1.2.3:80', '10.1.2.3', 80],
    ['::1', '::1', null],
    ['[0:0::1]', '::1', null],
    ['[FD00::5]:8080', 'fd00::5', 8080],
    ['::ffff:10.1.2.3', '10.1.2.3', null],
  ])('%j is a host', (text, host, port) => {
    expect(parseAllowEntry(text)).toEqual({ kind: 'host', host, port })
  })

  it.each(['10.1.0.0/16', 'fd00::/8', '0.0.0.0/0'])('%j is a network', (text) => {
    expect(parseAllowEntry(text)).toMatchObject({ kind: 'network' })
  })

  it.each([
    ...['', ':80', 'host:', 'host:0', 'host:65536', 'host:x', 'a:1:2', '[::1', '::1]:80', '[10.1.2.3]', '[host]:80', 'fe80::1%eth0:x'],
    ...[
      'https://host',
      'host/path',
      '10.1.0.0/33',
      '10.1/16',
      '::/129',
      '::ffff:10.0.0.0/104',
      'host/8',
      '*.internal',
      'a..b',
      '.a',
      'a b',
      'user@host',
      'bücher',
    ],
    ...['127.1', '0x7f.1', '2130706433', '017700000001', '010.0.0.0/8', '1.2.3.256'],
  ])('%j is none', (text) => {
    expect(parseAllowEntry(text)).toBeNull()
  })
})

describe('the configuration', () => {
  it('takes entries by comma, in lower case', () => {
    expect(readConfig({ EGRESS_ALLOW: ' Jira.internal:443 ,, 10.1.0.0/16 ' }).egressAllow).toEqual(['jira.internal:443', '10.1.0.0/16'])
    expect(readConfig({}).egressAllow).toEqual([])
  })

  it('refuses an entry that is none, and says which', () => {
    expect(() => readConfig({ EGRESS_ALLOW: 'jira.internal,https://x.internal' })).toThrow(
      /EGRESS_ALLOW: expected, separated by commas, a host name .* got "https:\/\/x\.internal"/,
    )
  })

  it('takes the URL of a proxy', () => {
    expect(readConfig({ EGRESS_PROXY: 'http://user:pass@proxy.internal:3128' }).egressProxy).toBe('http://user:pass@proxy.internal:3128')
    expect(readConfig({}).egressProxy).toBeUndefined()
  })

  it.each(['proxy:3128', 'socks5://proxy', 'http://proxy/path', 'http://proxy/?q', 'http://u:%zz@proxy'])(
    'refuses %s as a proxy',
    (url) => {
      expect(() => readConfig({ EGRESS_PROXY: url })).toThrow('EGRESS_PROXY: expected the http(s) URL of a proxy')
    },
  )

  it('keeps the password of a proxy to itself', () => {
    const message = thrownBy(() => readConfig({ EGRESS_PROXY: 'http://user:PASSWORD@proxy/path' }))

    expect(message).toContain('EGRESS_PROXY')
    expect(message).not.toContain('PASSWORD')
  })
})

function thrownBy(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    return (error as Error).message
  }
  return ''
}
