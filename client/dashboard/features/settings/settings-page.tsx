import { Stack } from '@mantine/core'
import { useIsAdmin, useMayOperate } from '../../api/viewer.ts'
import { PageHeader } from '../../components/page-header.tsx'
import { AboutSection } from './about-section.tsx'
import { BrowserSection } from './browser-section.tsx'
import { CredentialsSection } from './credentials-section.tsx'
import { TargetsSection } from './targets-section.tsx'

export function Component() {
  const isAdmin = useIsAdmin()
  const mayOperate = useMayOperate()
  return (
    <>
      <PageHeader title="Settings" text="What all webhooks share, and how this browser shows it." />
      <Stack>
        {isAdmin && <CredentialsSection />}
        {mayOperate && <TargetsSection />}
        <BrowserSection />
        <AboutSection />
      </Stack>
    </>
  )
}
