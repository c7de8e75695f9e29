/** Tells other servers that something has happened; what they miss they find by looking. */
export interface PubSub {
  /** @throws {Error} within a quarter of a second, where nobody could be told */
  tell(): Promise<void>
  /** Called once for each time that another server has told. */
  hear(listener: () => void): void
  close(): Promise<void>
}
