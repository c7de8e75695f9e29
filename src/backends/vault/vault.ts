import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** Encrypts what the database must not show: webhooks' secrets, credentials, remembered answers. */
export interface Vault {
  /** Names the master key; it stands in every envelope. */
  keyId: string
  /** `context` says what the text is and of which record; opening takes the same one, so envelopes cannot be swapped. */
  seal(text: string, context: string): string
  /** @throws {Error} naming the key that the envelope wants, when it is another one, or that the envelope was changed */
  open(envelope: string, context: string): string
  /** A signature over a text that only this server's key makes. */
  mac(text: string): Buffer
}

/** What the vault is told that a webhook's secret is of. */
export function secretContext(secretId: string): string {
  return `webhook_secrets:${secretId}`
}

/** What the vault is told that a webhook's credentials are of. */
export function credentialsContext(webhookId: string): string {
  return `webhook_configs.credentials:${webhookId}`
}

/** What the vault is told that the credentials shared by a provider's webhooks are of. */
export function sharedCredentialsContext(provider: string): string {
  return `provider_credentials:${provider}`
}

/** What the vault is told that a forward target's secret is of. */
export function targetContext(url: string): string {
  return `forward_targets:${url}`
}

const IV_BYTES = 12
const TAG_BYTES = 16

/** AES-256-GCM under a key derived from `secretKey`; envelopes read `v1.<key id>.<base64url of iv, tag, ciphertext>`. */
export function createVault(secretKey: string): Vault {
  const key = Buffer.from(hkdfSync('sha256', secretKey, 'hookline', 'vault-v1', 32))
  const keyId = createHash('sha256').update(key).digest('hex').slice(0, 8)
  const macKey = Buffer.from(hkdfSync('sha256', secretKey, 'hookline', 'mac-v1', 32))
  return { keyId, seal, open, mac: (text) => createHmac('sha256', macKey).update(text).digest() }

  function seal(text: string, context: string): string {
    const iv = randomBytes(IV_BYTES)
    const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(context))
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
    return `v1.${keyId}.${Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url')}`
  }

  function open(envelope: string, context: string): string {
    const [version, sealedUnder, data = ''] = envelope.split('.')
    if (version !== 'v1' || sealedUnder !== keyId) {
      throw new Error(`Sealed under key ${sealedUnder}, but WEBHOOK_SECRET_KEY (or the key file) is key ${keyId}: ${context}`)
    }
    const bytes = Buffer.from(data, 'base64url')
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES)).setAAD(Buffer.from(context))
    decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
    return decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
  }
}

/** The embedded default's master key: a file that only its owner can read, made when it is not there. */
export function readOrMakeKeyFile(file: string): string {
  if (!existsSync(file)) {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
    try {
      writeFileSync(file, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx' })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
  chmodSync(file, 0o600)
  return readFileSync(file, 'utf8').trim()
}
