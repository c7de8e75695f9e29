import { Storage as GoogleStorage } from '@google-cloud/storage'
import { GCSDriver } from 'flydrive/drivers/gcs'
import type { GcsSettings } from '../../model/storage.ts'
import { bucketStorage } from './flydrive.ts'
import { STORAGE_TIMEOUT_MS, type Storage } from './storage.ts'

/** A bucket of Google Cloud Storage. Without a key file the library looks where it always does: the machine's or the pod's account. */
export function gcsStorage({ bucket, keyFile, endpoint }: GcsSettings): Storage {
  const storage = new GoogleStorage({
    ...(keyFile === null ? {} : { keyFilename: keyFile }),
    // An emulator asks for no account.
    ...(endpoint === null ? {} : { apiEndpoint: endpoint, useAuthWithCustomEndpoint: false, projectId: 'none' }),
    retryOptions: { maxRetries: 3, totalTimeout: STORAGE_TIMEOUT_MS / 1000 },
    timeout: STORAGE_TIMEOUT_MS,
  })
  const driver = new GCSDriver({ storage, bucket, visibility: 'private', usingUniformAcl: true })
  return bucketStorage(driver, (cause) => (cause as { code?: number } | undefined)?.code === 404)
}
