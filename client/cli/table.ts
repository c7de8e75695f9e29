import { cut, plain } from './text.ts'

/** A column's title, and what of a row stands in it. */
export type Column<Row> = readonly [title: string, cell: (row: Row) => unknown]

const MAX_CELL_CHARS = 80
const GAP = '  '

/** Rows in columns of equal width under a line of titles, each line cut to `maxChars`. */
export function formatTable<Row>(rows: readonly Row[], columns: readonly Column<Row>[], maxChars = Number.POSITIVE_INFINITY): string[] {
  const cells = rows.map((row) => columns.map(([, cell]) => cut(plain(cell(row)), MAX_CELL_CHARS)))
  const lines = [columns.map(([title]) => title.toUpperCase()), ...cells]
  const widths = columns.map((_, i) => Math.max(...lines.map((line) => [...line[i]!].length)))
  return lines.map((line) =>
    cut(
      line
        .map((cell, i) => pad(cell, widths[i]!))
        .join(GAP)
        .trimEnd(),
      maxChars,
    ),
  )
}

/** Names and values below each other; what is empty is left out. */
export function formatFields(fields: readonly (readonly [name: string, value: unknown])[]): string[] {
  const filled = fields.filter(([, value]) => plain(value) !== '')
  const width = Math.max(...filled.map(([name]) => name.length))
  return filled.map(([name, value]) => `${pad(name, width)}${GAP}${plain(value)}`)
}

function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - [...text].length))
}
