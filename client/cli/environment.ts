/** What the command line takes from the environment; docs/cli.md lists it. Nothing else of client/cli reads it. */
export const ENVIRONMENT = {
  url: process.env.HOOKLINE_URL,
  key: process.env.HOOKLINE_KEY,
  profile: process.env.HOOKLINE_PROFILE,
  signSecret: process.env.HOOKLINE_SIGN_SECRET,
  configHome: process.env.XDG_CONFIG_HOME,
  stateHome: process.env.XDG_STATE_HOME,
  isPlain: Boolean(process.env.NO_COLOR) || process.env.TERM === 'dumb',
} as const

/** What a program that is started gets: all but the key, unless it is to have it. */
export function childEnvironment(more: Readonly<Record<string, string>>): Record<string, string | undefined> {
  const { HOOKLINE_KEY: _, ...rest } = process.env
  return { ...rest, ...more }
}
