import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { diskStorage } from '../../src/backends/storage/disk.ts'
import { gcsStorage } from '../../src/backends/storage/gcs.ts'
import { s3Storage } from '../../src/backends/storage/s3.ts'
import type { Storage } from '../../src/backends/storage/storage.ts'
import { describeStorage } from '../contracts/storage.ts'
import { startGcs } from '../fakes/gcs.ts'
import { type FakeS3, startS3 } from '../fakes/s3.ts'

describe('disk', () => {
  describeStorage(async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'hookline-storage-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    return diskStorage(path.join(folder, 'storage'))
  })
})

describe('s3', () => {
  let server: FakeS3
  beforeAll(async () => {
    server = await startS3()
  })
  afterAll(() => server.close())
  const open = (bucket = server.bucket) =>
    s3Storage({ bucket, region: 'us-east-1', endpoint: server.endpoint, credentials: { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' } })

  describeStorage(() => emptied(open()))

  it('tells what the store says of a bucket that is not there', async () => {
    await expect(open('nowhere').put('a/b', Buffer.from('x'))).rejects.toThrow(/bucket does not exist/)
    await expect(open('nowhere').get('a/b')).rejects.toThrow(/bucket does not exist/)
  })
})

describe('gcs', () => {
  let server: Awaited<ReturnType<typeof startGcs>>
  beforeAll(async () => {
    server = await startGcs()
  })
  afterAll(() => server.close())

  const open = () => emptied(gcsStorage({ bucket: server.bucket, keyFile: null, endpoint: server.endpoint }))

  describeStorage(open)

  it('lists more than one page', async () => {
    const store = await open()
    const keys = Array.from({ length: 10 }, (_, n) => `many/${n}`)
    for (const key of keys) await store.put(key, Buffer.from('x'))

    expect(await store.list('many/')).toEqual(keys)
  })
})

async function emptied(store: Storage): Promise<Storage> {
  for (const folder of ['a/', 'ab/', 'many/']) for (const key of await store.list(folder)) await store.remove(key)
  return store
}
