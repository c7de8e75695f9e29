/**
 * A statement of this code in PostgreSQL's words: `$1` for the first `?` and so on, and its own functions for the values of a
 * JSON list and for a list of values as JSON. Everything else is written so that both databases take it as it is (docs/decisions/0029).
 */
export function toPostgres(sql: string): string {
  let number = 0
  return sql
    .replace(/'(?:[^']|'')*'|\?/g, (found) => (found === '?' ? `$${++number}` : found))
    .replace(/json_group_array\((\w+)\)/g, 'json_agg($1)::text')
    .replace(/json_each\((\$\d+)\)/g, 'json_array_elements_text($1::json) AS list(value)')
}
