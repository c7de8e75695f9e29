/** One condition as a person fills it in. */
export interface ConditionRow {
  /** A path of the payload, or a short form. */
  path: string
  operator: Operator
  /** As it was typed; see `readValue`. */
  value: string
}

export const OPERATORS = {
  eq: 'is',
  ne: 'is not',
  in: 'is one of',
  contains: 'contains',
  startsWith: 'starts with',
  exists: 'is there',
  gt: 'is above',
  lt: 'is below',
} as const
export type Operator = keyof typeof OPERATORS

/** What needs no path; behind each stands a text or a list of texts. */
export const SHORT_FORMS: Record<string, string> = {
  labels: 'The issue has one of these labels',
  label: 'The label that was just set',
  body_contains: 'The text holds one of these',
  channel: 'The channel, by id or name',
}

type Conditions = Record<string, unknown>

/** The rows of stored conditions; null: they hold groups (`any`, `all`, `not`), which only JSON can say. */
export function toRows(conditions: Conditions): ConditionRow[] | null {
  const rows: ConditionRow[] = []
  for (const [path, spec] of Object.entries(conditions)) {
    const found = isShort(path) ? shortRow(path, spec) : rowsOfPath(path, spec)
    if (!found) return null
    rows.push(...found)
  }
  return rows
}

/** Conditions as they are stored. Rows without a path are left out; several of one path all have to hold. */
export function toConditions(rows: readonly ConditionRow[]): Conditions {
  const conditions: Conditions = {}
  for (const { path, operator, value } of rows) {
    if (path.trim() === '') continue
    conditions[path] = isShort(path) ? readList(value).map(String) : merged(conditions[path], operator, readOperand(operator, value))
  }
  return Object.fromEntries(Object.entries(conditions).map(([path, spec]) => [path, isShort(path) ? spec : simplified(spec)]))
}

export function isShort(path: string): boolean {
  return Object.hasOwn(SHORT_FORMS, path)
}

/** What a typed value is: a number, true, false and null as they look, a text in quotes is always a text, all else is one. */
export function readValue(text: string): unknown {
  const trimmed = text.trim()
  if (/^(true|false|null|-?\d+(\.\d+)?([eE][+-]?\d+)?|".*")$/s.test(trimmed)) {
    try {
      return JSON.parse(trimmed)
    } catch {
      return text
    }
  }
  return text
}

/** How a value is typed so that it is read as the same. */
export function writeValue(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value)
  return readValue(value) === value && !value.includes(',') ? value : JSON.stringify(value)
}

function shortRow(path: string, spec: unknown): ConditionRow[] | null {
  const texts = typeof spec === 'string' ? [spec] : spec
  if (!Array.isArray(texts) || !texts.every((text) => typeof text === 'string')) return null
  return [{ path, operator: 'in', value: texts.map(writeValue).join(', ') }]
}

function rowsOfPath(path: string, spec: unknown): ConditionRow[] | null {
  if (path === 'any' || path === 'all' || path === 'not') return null
  if (Array.isArray(spec)) return spec.every(isPlain) ? [{ path, operator: 'in', value: spec.map(writeValue).join(', ') }] : null
  if (isPlain(spec)) return [{ path, operator: 'eq', value: writeValue(spec) }]
  const rows = Object.entries(spec as object).map(([operator, operand]) => rowOfOperator(path, operator, operand))
  return rows.every((row) => row !== null) ? (rows as ConditionRow[]) : null
}

function rowOfOperator(path: string, operator: string, operand: unknown): ConditionRow | null {
  if (!Object.hasOwn(OPERATORS, operator)) return null
  if (operator === 'in')
    return Array.isArray(operand) && operand.every(isPlain) ? { path, operator, value: operand.map(writeValue).join(', ') } : null
  return isPlain(operand) ? { path, operator: operator as Operator, value: writeValue(operand) } : null
}

function merged(spec: unknown, operator: Operator, operand: unknown): Conditions {
  return { ...((spec as Conditions | undefined) ?? {}), [operator]: operand }
}

/** The seed's form for what is most common: a plain value, or a list. */
function simplified(spec: unknown): unknown {
  const entries = Object.entries(spec as Conditions)
  const [operator, operand] = entries[0]!
  return entries.length === 1 && (operator === 'eq' || operator === 'in') ? operand : spec
}

function readOperand(operator: Operator, value: string): unknown {
  if (operator === 'exists') return value !== 'false'
  return operator === 'in' ? readList(value) : readValue(value)
}

/** Divided by commas, but not within quotes. */
function readList(text: string): unknown[] {
  const parts = text.match(/\s*(?:"(?:[^"\\]|\\.)*"|[^,]+)/g) ?? []
  return parts
    .map((part) => part.trim())
    .filter(Boolean)
    .map(readValue)
}

function isPlain(value: unknown): boolean {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value)
}
