import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApp, type TestApp } from '../helpers/start-app.ts'
import { openChromium, openDashboard } from './browser.ts'
import { type Filled, fill } from './filled.ts'

/** Ways to run a script from a text, after https://cheatsheetseries.owasp.org/cheatsheets/XSS_Filter_Evasion_Cheat_Sheet.html */
const ATTACKS = [
  '<script>trap(1)</script>',
  '"><img src=x onerror=trap(2)>',
  "'-trap(3)-'",
  '<svg onload=trap(4)>',
  '<iframe srcdoc="<script>parent.trap(5)</script>"></iframe>',
  'javascript:trap(6)',
  '</title></textarea></style><script>trap(7)</script>',
  '{{constructor.constructor("trap(8)")()}}',
  '#{trap(9)}',
  '<a href="javascript:trap(10)">x</a>',
  '<math><mtext></mtext><mglyph><style><img src=x onerror=trap(11)></style></mglyph></math>',
  '<details open ontoggle=trap(12)>',
  '<input autofocus onfocus=trap(13)>',
  '<style>@import"data:,*{background:url(javascript:trap(14))}"</style>',
  '[x](javascript:trap(15)) ![x](x"onerror="trap(15))',
  '\u202e<body onload=trap(16)>',
  '&lt;script&gt;trap(17)&lt;/script&gt;',
  '"onmouseover="trap(18)" style="position:fixed;inset:0',
  '<template><script>trap(19)</script></template><object data="javascript:trap(19)">',
  '__proto__',
]
const SLOW_MS = 240_000

let app: TestApp
let browser: Browser
let filled: Filled
let said = 0
beforeAll(async () => {
  app = await startApp({ env: { EGRESS_ALLOW: '127.0.0.1' } })
  browser = await openChromium()
  filled = await fill(app, (text) => `${ATTACKS[said++ % ATTACKS.length]} ${text}`)
}, SLOW_MS)
afterAll(async () => {
  await browser.close()
  await filled.close()
  await app.close()
})

describe('scripts in what is stored', () => {
  it('stay texts on every page', { timeout: SLOW_MS }, async () => {
    const { page, complaints, go, close } = await openDashboard(browser, app)
    const sprung: unknown[] = []
    await page.exposeFunction('trap', (which: unknown) => void sprung.push(which))
    page.on('dialog', (dialog) => void sprung.push(dialog.message()))

    const shown = new Set<string>()
    for (const [, path] of filled.pages) {
      await go(path)
      await page.waitForLoadState('networkidle').catch(() => {})
      await touchEverything(page)
      const text = await page.locator('body').innerText()
      for (const attack of ATTACKS) if (text.includes(attack)) shown.add(attack)
      expect(await page.locator('a[href^="javascript:" i], iframe, object, embed, base').count()).toBe(0)
    }

    expect(said).toBeGreaterThan(ATTACKS.length * 2)
    // What is not shown could not have sprung.
    expect(shown.size).toBeGreaterThan(ATTACKS.length / 2)
    expect(sprung).toEqual([])
    expect(complaints).toEqual([])
    await close()
  })
})

/** Has what waits for a pointer or for focus its chance. */
async function touchEverything(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (const element of document.querySelectorAll('main *')) {
      element.dispatchEvent(new MouseEvent('mouseover', { bubbles: true }))
      if (element instanceof HTMLElement) element.focus({ preventScroll: true })
    }
  })
}
