/** What is drawn: under which name of the points, called what. */
export interface Line {
  name: string
  label: string
  color: string
}

/** What was at a time. */
export type Point = { at: string } & Record<string, string | number | null | undefined>
