/** Where files are kept: a folder, or a bucket. */
export type StorageSettings = { backend: 'disk'; folder: string } | ({ backend: 's3' } & S3Settings) | ({ backend: 'gcs' } & GcsSettings)

export interface S3Settings {
  bucket: string
  region: string
  /** Of a store that speaks S3's protocol; null: S3 itself. */
  endpoint: string | null
  /** Null: the SDK's own search for them. */
  credentials: { accessKeyId: string; secretAccessKey: string } | null
}

export interface GcsSettings {
  bucket: string
  /** Null: the library's own search for an account. */
  keyFile: string | null
  /** Of an emulator; null: Google's. */
  endpoint: string | null
}

/** How long what came is kept; null: for good. */
export interface Retention {
  /** Of payloads: the event stays, and says that its payload is gone. */
  payloadDays: number | null
  /** Of all payloads together: the oldest go first. */
  payloadMegabytes: number | null
  /** Of events, with their actions, tasks and questions. */
  eventDays: number | null
}

interface StorageEnvironment {
  STORAGE_BACKEND?: 'disk' | 's3' | 'gcs' | undefined
  S3_BUCKET?: string | undefined
  S3_REGION: string
  S3_ENDPOINT?: string | undefined
  S3_ACCESS_KEY_ID?: string | undefined
  S3_SECRET_ACCESS_KEY?: string | undefined
  GCS_BUCKET?: string | undefined
  GCS_KEY_FILE?: string | undefined
  GCS_ENDPOINT?: string | undefined
  PAYLOAD_RETENTION_DAYS?: number | undefined
  EVENT_RETENTION_DAYS?: number | undefined
}

/** `folder`: where files lie on disk. */
export function toStorageSettings(env: StorageEnvironment, folder: string): StorageSettings {
  const { S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = env
  if (env.STORAGE_BACKEND === 's3')
    return {
      backend: 's3',
      bucket: env.S3_BUCKET!,
      region: env.S3_REGION,
      endpoint: env.S3_ENDPOINT ?? null,
      credentials: accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey } : null,
    }
  if (env.STORAGE_BACKEND === 'gcs')
    return { backend: 'gcs', bucket: env.GCS_BUCKET!, keyFile: env.GCS_KEY_FILE ?? null, endpoint: env.GCS_ENDPOINT ?? null }
  return { backend: 'disk', folder }
}

/** What does not fit together, by variable. */
export function storageIssues(env: StorageEnvironment): [string, string][] {
  const issues: [string, string][] = []
  for (const [backend, variable] of [
    ['s3', 'S3_BUCKET'],
    ['gcs', 'GCS_BUCKET'],
  ] as const) {
    if (env.STORAGE_BACKEND === backend && !env[variable]) issues.push([variable, `expected to be set with STORAGE_BACKEND=${backend}`])
    if (env.STORAGE_BACKEND !== backend && env[variable])
      issues.push([variable, `expected to be unset (it belongs to STORAGE_BACKEND=${backend})`])
  }
  if (!env.S3_ACCESS_KEY_ID !== !env.S3_SECRET_ACCESS_KEY) issues.push(['S3_SECRET_ACCESS_KEY', 'expected together with S3_ACCESS_KEY_ID'])
  const { PAYLOAD_RETENTION_DAYS: payloads, EVENT_RETENTION_DAYS: events } = env
  if (payloads !== undefined && events !== undefined && payloads > events)
    issues.push(['PAYLOAD_RETENTION_DAYS', `expected at most EVENT_RETENTION_DAYS, ${events}: an event goes with its payload`])
  return issues
}
