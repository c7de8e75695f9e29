import { Skeleton, Stack } from '@mantine/core'

/** In the place of what is being loaded. */
export function PageSkeleton({ rows = 6 }: { rows?: number }) {
  return (
    <Stack gap="xs" aria-busy="true" aria-label="Loading">
      {Array.from({ length: rows }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike
        <Skeleton key={index} h={36} />
      ))}
    </Stack>
  )
}
