import { Input, SegmentedControl, Stack, Switch, useMantineColorScheme } from '@mantine/core'
import { useId } from 'react'
import { Section } from '../../components/section.tsx'
import { useShortcutsSetting } from '../../components/shortcuts-setting.ts'

/** What is kept in this browser alone. */
export function BrowserSection() {
  const id = useId()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const [hasShortcuts, setShortcuts] = useShortcutsSetting()
  return (
    <Section title="This browser">
      <Stack>
        <Input.Wrapper label="Appearance" labelElement="div" labelProps={{ id }}>
          <SegmentedControl
            display="flex"
            w="fit-content"
            mt={4}
            aria-labelledby={id}
            value={colorScheme}
            onChange={(scheme) => setColorScheme(scheme as typeof colorScheme)}
            data={[
              { value: 'light', label: 'Light' },
              { value: 'dark', label: 'Dark' },
              { value: 'auto', label: 'As the system' },
            ]}
          />
        </Input.Wrapper>
        <Switch
          label="Keyboard shortcuts"
          description="? lists them"
          checked={hasShortcuts}
          onChange={(event) => setShortcuts(event.currentTarget.checked)}
        />
      </Stack>
    </Section>
  )
}
