import { useCallback } from 'react'
import { useSearchParams } from 'react-router'

/** `replace`: going back does not stop here, as with what is typed letter by letter. Default: false. */
export type SetFilters<Name extends string> = (changes: Partial<Record<Name, string | null>>, options?: { replace?: boolean }) => void

/** What a list is filtered by, or a page shows, kept in the address bar: a link shows the same, and going back takes a change back. */
export function useFilters<Name extends string>(names: readonly Name[]): [Record<Name, string>, SetFilters<Name>] {
  const [params, setParams] = useSearchParams()
  const filters = Object.fromEntries(names.map((name) => [name, params.get(name) ?? ''])) as Record<Name, string>
  const change = useCallback<SetFilters<Name>>(
    (changes, { replace = false } = {}) =>
      setParams(
        (before) => {
          const next = new URLSearchParams(before)
          for (const [name, value] of Object.entries(changes) as [string, string | null][])
            value ? next.set(name, value) : next.delete(name)
          return next
        },
        { replace },
      ),
    [setParams],
  )
  return [filters, change]
}
