import { expect, it } from 'vitest'
import { writeProviderPage } from './provider-pages.ts'

it("docs/providers.md says what the providers' files say", async () => {
  await expect(await writeProviderPage()).toMatchFileSnapshot('../../docs/providers.md')
})
