import { useEffect, useState } from 'react'
import { findPlaces, type Keys } from './rows.ts'

/** Nobody goes through more. */
const MAX_FOUND = 1000
/** How long it may look before the page has its turn. */
const SLICE_MS = 10

export interface Found {
  found: readonly Keys[]
  isDone: boolean
}

const NOTHING: Found = { found: [], isDone: true }

/** The places that hold a text, found bit by bit: in megabytes of JSON, too, the page goes on. An empty text finds nothing. */
export function useFound(value: unknown, text: string): Found {
  const [state, setState] = useState(NOTHING)
  useEffect(() => {
    setState(text === '' ? NOTHING : { found: [], isDone: false })
    if (text === '') return
    const places = findPlaces(value, text)
    const found: Keys[] = []
    let timer = setTimeout(look)
    return () => clearTimeout(timer)

    function look(): void {
      const startedMs = performance.now()
      while (performance.now() - startedMs < SLICE_MS) {
        const { done, value: keys } = places.next()
        if (keys) found.push(keys)
        if (done || found.length === MAX_FOUND) {
          setState({ found: [...found], isDone: true })
          return
        }
      }
      if (found.length > 0) setState({ found: [...found], isDone: false })
      timer = setTimeout(look)
    }
  }, [value, text])
  return state
}
