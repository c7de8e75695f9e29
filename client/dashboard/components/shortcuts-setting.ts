import { useLocalStorage } from '@mantine/hooks'

/** Whether single keys do something in this browser. Who speaks to it turns them off: https://www.w3.org/TR/WCAG22/#character-key-shortcuts */
export function useShortcutsSetting() {
  return useLocalStorage({ key: 'hookline-shortcuts', defaultValue: true, getInitialValueInEffect: false })
}
