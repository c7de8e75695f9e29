import { S3Client } from '@aws-sdk/client-s3'
import { S3Driver } from 'flydrive/drivers/s3'
import type { S3Settings } from '../../model/storage.ts'
import { bucketStorage } from './flydrive.ts'
import { STORAGE_TIMEOUT_MS, type Storage } from './storage.ts'

/** A bucket of S3, or of anything that speaks its protocol at an endpoint of its own. */
export function s3Storage({ bucket, region, endpoint, credentials }: S3Settings): Storage {
  const client = new S3Client({
    region,
    ...(endpoint === null ? {} : { endpoint, forcePathStyle: true }),
    // Without them the SDK looks where it always does: a profile, the machine's or the pod's role.
    ...(credentials === null ? {} : { credentials }),
    maxAttempts: 3,
    requestHandler: { requestTimeout: STORAGE_TIMEOUT_MS, connectionTimeout: STORAGE_TIMEOUT_MS, throwOnRequestTimeout: true },
    // Stores that are not S3 itself know no newer checksums.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  })
  const driver = new S3Driver({ client, bucket, visibility: 'private', supportsACL: false })
  return bucketStorage(driver, (cause) => /^(NoSuchKey|NotFound)$/.test((cause as Error | undefined)?.name ?? ''))
}
