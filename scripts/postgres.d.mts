export interface PostgresServer {
  /** The address of a role that may make databases. */
  url: string
  port: number
  pid(): number
  restart(signal?: NodeJS.Signals): Promise<void>
  stop(): Promise<void>
}
export function findPostgres(): string | undefined
export function startPostgres(settings?: Record<string, string | number>): Promise<PostgresServer>
