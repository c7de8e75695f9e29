import { base64, reversed, rot13 } from './corpus.ts'
import { ORDERS } from './orders.ts'

/** All that a text tells who reads it, also where it is written so that no person reads it. */
export function ordersIn(text: string): string[] {
  const readings = [text, ...HIDDEN_WAYS.map((read) => read(text))]
  const found = readings.flatMap((reading) => [...reading.matchAll(/DO\[(\w+)\]/g)].map(([, name]) => name!))
  return [...new Set(found)].filter((name) => Object.hasOwn(ORDERS, name))
}

const HIDDEN_WAYS: ((text: string) => string)[] = [
  rot13,
  reversed,
  (text) => text.normalize('NFKC'),
  (text) => text.replace(/⟨U\+E00([0-9A-F]{2})⟩/g, (_, hex) => fromHex(hex)),
  (text) => text.replace(/%([0-9A-F]{2})/g, (_, hex) => fromHex(hex)),
  (text) => text.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code))),
  (text) => text.replace(/\\{1,2}u00([0-9a-f]{2})/g, (_, hex) => fromHex(hex)),
  (text) =>
    text.replace(/[A-Za-z0-9+/]{20,}={0,2}/g, (run) =>
      base64(String(Buffer.from(run, 'base64'))) === run ? String(Buffer.from(run, 'base64')) : run,
    ),
]

function fromHex(hex: string): string {
  return String.fromCharCode(Number.parseInt(hex, 16))
}
