import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { expect } from 'vitest'
import type { TestApp } from '../helpers/start-app.ts'

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((place) => existsSync(place))
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** A screen: a desk's, or a telephone's of 360 px. */
export const DESK = { width: 1280, height: 860 }
export const PHONE = { width: 360, height: 740 }

/** One browser of the machine's own Chromium. Close it when the tests of a file are done. */
export function openChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: FLAGS })
}

export interface Dashboard {
  page: Page
  context: BrowserContext
  /** What the browser's console, its scripts and its policy have complained about; a test that expects nothing else ends with none. */
  complaints: string[]
  /** Goes to a path of the server, and waits until its page is there. */
  go(path: string): Promise<void>
  close(): Promise<void>
}

export interface DashboardOptions {
  /** Default: the admin's. */
  key?: string
  viewport?: { width: number; height: number }
  colorScheme?: 'light' | 'dark'
}

/** A browser's window, signed in by the form as a person would be. */
export async function openDashboard(browser: Browser, app: TestApp, options: DashboardOptions = {}): Promise<Dashboard> {
  const { key = app.key, viewport = DESK, colorScheme = 'light' } = options
  const context = await browser.newContext({
    viewport,
    colorScheme,
    baseURL: app.url,
    reducedMotion: 'reduce',
    timezoneId: 'UTC',
    locale: 'en-GB',
  })
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const page = await context.newPage()
  const complaints = collectComplaints(page)
  await page.goto('/sign-in')
  await page.getByLabel('API key').fill(key)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { level: 2 }).first().waitFor()
  return { page, context, complaints, go, close: () => context.close() }

  async function go(path: string): Promise<void> {
    await page.goto(path)
    await page.getByRole('heading', { level: 2 }).first().waitFor()
  }
}

function collectComplaints(page: Page): string[] {
  const complaints: string[] = []
  page.on('pageerror', (error) => void complaints.push(String(error)))
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  return complaints
}

/** Fails where axe-core finds what keeps people out: https://www.w3.org/TR/WCAG22/, levels A and AA. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(AXE)
  const { violations } = await page.evaluate(() =>
    (window as unknown as { axe: { run(options: object): Promise<{ violations: Violation[] }> } }).axe.run({ resultTypes: ['violations'] }),
  )
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  expect(serious.map(({ id, nodes }) => ({ id, at: nodes.slice(0, 5).map(({ html }) => html.slice(0, 200)) }))).toEqual([])
}

/** Fails where the page is wider than its screen: what is wide scrolls in a container of its own. */
export async function expectFits(page: Page): Promise<void> {
  const overhangPx = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  expect(Math.max(0, overhangPx)).toBe(0)
}

interface Violation {
  id: string
  impact: string | null
  nodes: { html: string }[]
}
