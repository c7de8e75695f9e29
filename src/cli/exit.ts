/** What a program that has called this one can react to: done; what was looked at is not sound; it could not be done. */
export const EXIT = { ok: 0, notSound: 1, notDone: 2 } as const
export type Exit = (typeof EXIT)[keyof typeof EXIT]

/** What is printed for programs goes to `out`, what is for people to `say`. */
export interface Terminal {
  out(text: string): Promise<void>
  say(text: string): void
}
