/** For what others have written beside something else: one long word of theirs does not widen the page. */
export const BREAKS = { overflowWrap: 'anywhere' } as const
