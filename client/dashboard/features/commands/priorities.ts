export interface Prioritised {
  id: string
  priority: number
}

const STEP = 10

/** The priorities to be written so that the commands are tried in this order: only the moved one's where there is room for it. */
export function prioritiesFor(order: readonly Prioritised[], movedId: string): Prioritised[] {
  const at = order.findIndex(({ id }) => id === movedId)
  const above = order[at - 1]?.priority
  const below = order[at + 1]?.priority
  const between = middle(above, below)
  const isSorted = order.every(
    ({ id, priority }, index) => index === 0 || id === movedId || order[index - 1]!.id === movedId || priority < order[index - 1]!.priority,
  )
  if (between !== null && isSorted) return [{ id: movedId, priority: between }]
  const renumbered = order.map(({ id }, index) => ({ id, priority: (order.length - index) * STEP }))
  return renumbered.filter(({ id, priority }) => order.find((one) => one.id === id)!.priority !== priority)
}

/** Null: there is no number between the two. */
function middle(above: number | undefined, below: number | undefined): number | null {
  if (above === undefined && below === undefined) return 0
  if (above === undefined) return below! + STEP
  if (below === undefined) return above - STEP
  const between = Math.floor((above + below) / 2)
  return between < above && between > below ? between : null
}
