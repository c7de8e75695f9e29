import type { StorageSettings } from '../../model/storage.ts'
import { diskStorage } from './disk.ts'
import type { Storage } from './storage.ts'

/** The store that the settings name. The parts for buckets are large, and loaded only where they are used. */
export async function openStorage(settings: StorageSettings): Promise<Storage> {
  switch (settings.backend) {
    case 'disk':
      return diskStorage(settings.folder)
    case 's3':
      return (await import('./s3.ts')).s3Storage(settings)
    case 'gcs':
      return (await import('./gcs.ts')).gcsStorage(settings)
  }
}
