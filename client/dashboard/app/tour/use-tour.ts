import { useLocalStorage } from '@mantine/hooks'

/** Of this browser. `unseen`: it begins by itself where there is no webhook yet. */
export type Tour = 'unseen' | 'open' | 'dismissed'

export function useTour() {
  return useLocalStorage<Tour>({ key: 'hookline-tour', defaultValue: 'unseen', getInitialValueInEffect: false })
}
