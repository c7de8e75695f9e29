import { type CSSVariablesResolver, createTheme, type MantineTheme, Modal, Notification } from '@mantine/core'

/** White and black are told from a ground of this brightness equally well: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
const LUMINANCE_OF_EQUAL_CONTRAST = 0.18

export const theme = createTheme({
  primaryColor: 'indigo',
  primaryShade: 8,
  autoContrast: true,
  luminanceThreshold: LUMINANCE_OF_EQUAL_CONTRAST,
  defaultRadius: 'md',
  fontFamily: 'system-ui, sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
  headings: { fontFamily: 'system-ui, sans-serif' },
  respectReducedMotion: true,
  components: {
    Modal: Modal.extend({ defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } }),
    Notification: Notification.extend({ defaultProps: { closeButtonProps: { 'aria-label': 'Close this message' } } }),
  },
})

/** Mantine's own colours of texts are too faint to be read by all: https://www.w3.org/TR/WCAG22/#contrast-minimum */
export const readable: CSSVariablesResolver = (used) => ({
  variables: {},
  light: {
    // The darkest shades of yellow and lime are still too light.
    ...textColors(used, (color) => `color-mix(in srgb, var(--mantine-color-${color}-9) 65%, black)`),
    '--mantine-color-dimmed': 'var(--mantine-color-gray-7)',
    '--mantine-color-placeholder': 'var(--mantine-color-gray-7)',
    '--mantine-color-error': 'var(--mantine-color-red-9)',
  },
  dark: {
    ...textColors(used, (color) => `var(--mantine-color-${color}-3)`),
    '--mantine-color-dimmed': 'var(--mantine-color-dark-1)',
    '--mantine-color-placeholder': 'var(--mantine-color-dark-1)',
    '--mantine-color-error': 'var(--mantine-color-red-4)',
  },
})

/** What the variants `light`, `subtle`, `outline` and coloured texts write in. */
function textColors({ colors }: MantineTheme, shadeOf: (color: string) => string): Record<string, string> {
  const names = Object.keys(colors).filter((name) => name !== 'dark')
  return Object.fromEntries(
    names.flatMap((name) => ['light-color', 'outline', 'text'].map((use) => [`--mantine-color-${name}-${use}`, shadeOf(name)])),
  )
}
