/** Loads one thing by its key; undefined: there is none. */
export type Load<Value> = (key: string) => Promise<Value | undefined>

/**
 * Gathers the keys that are asked for in one turn of the event loop and loads them together, each once. The turn ends
 * after all promise callbacks that are due, so that sibling resolvers end up in one batch. Nothing is kept beyond the
 * turn: what a later mutation of the same request reads is what is stored then.
 */
export function createBatch<Value>(loadAll: (keys: string[]) => Promise<Map<string, Value>>): Load<Value> {
  let gathering: { keys: Set<string>; values: Promise<Map<string, Value>> } | null = null

  return async (key) => {
    gathering ??= gather()
    gathering.keys.add(key)
    return (await gathering.values).get(key)
  }

  function gather() {
    const keys = new Set<string>()
    return { keys, values: endOfTurn().then(() => load(keys)) }
  }

  function load(keys: Set<string>): Promise<Map<string, Value>> {
    gathering = null
    return loadAll([...keys])
  }
}

/** Indexes rows by what names each of them. */
export function by<Row>(rows: readonly Row[], keyOf: (row: Row) => string): Map<string, Row> {
  return new Map(rows.map((row) => [keyOf(row), row]))
}

/** Gathers rows under what they belong to; their order stays. */
export function groupBy<Row>(rows: readonly Row[], keyOf: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>()
  for (const row of rows) {
    const key = keyOf(row)
    const group = groups.get(key)
    if (group) group.push(row)
    else groups.set(key, [row])
  }
  return groups
}

function endOfTurn(): Promise<void> {
  return Promise.resolve().then(() => new Promise((resolve) => process.nextTick(resolve)))
}
