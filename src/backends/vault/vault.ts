import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto'

/** Encrypts what the database must not show: webhooks' secrets, credentials, remembered answers. */
export interface Vault {
  /** Names the master key that seals now; it stands in every envelope. */
  readonly keyId: string
  /** Whether what was sealed under a key can be opened. */
  knows(keyId: string): boolean
  /** `context` says what the text is and of which record; opening takes the same one, so envelopes cannot be swapped. */
  seal(text: string, context: string): string
  /** @throws {Error} naming the key that the envelope wants, when it is another one, or that the envelope was changed */
  open(envelope: string, context: string): string
  /** A signature over a text that only this server's key makes. */
  mac(text: string): Buffer
  /** The same under each key that this server has or had, the present one first: what was signed then is still its own. */
  macs(text: string): Buffer[]
}

/** The master keys as they are at the moment. */
export interface MasterKeys {
  /** The first seals; all of them open. */
  masters: readonly string[]
  /** Of master keys that are forgotten, what signatures were made with. */
  earlierMacKeys: readonly Buffer[]
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

/** What the vault is told that the secret of an MCP client's callback is of. */
export function callbackContext(callbackId: string): string {
  return `mcp_callbacks:${callbackId}`
}

/** What the vault is told that the secret in a proposal is of. */
export function proposalContext(proposalId: string): string {
  return `proposals:${proposalId}`
}

/** What the vault is told that a remembered answer is of. */
export function idempotencyContext(keyHash: string): string {
  return `idempotency_keys:${keyHash}`
}

/** What the vault is told that a sign-in is of which waits in a browser. */
export const oidcAttemptContext = 'sign-in through an issuer'

const IV_BYTES = 12
const TAG_BYTES = 16

/**
 * AES-256-GCM under a key derived from a master key; envelopes read `v1.<key id>.<base64url of iv, tag, ciphertext>`. `read`
 * is asked each time, so that a key that is changed beside the running process is met. A key that was seen once opens until
 * the process ends.
 */
export function createVault(read: string | (() => MasterKeys)): Vault {
  const seen = new Map<string, DerivedKey>()
  const readKeys = typeof read === 'string' ? () => ({ masters: [read], earlierMacKeys: [] }) : read
  return {
    get keyId() {
      return current().id
    },
    knows: (keyId) => all().some(({ id }) => id === keyId),
    seal,
    open,
    mac: (text) => macOf(current().macKey, text),
    macs: (text) => [...all().map(({ macKey }) => macKey), ...readKeys().earlierMacKeys].map((key) => macOf(key, text)),
  }

  function current(): DerivedKey {
    return derived(readKeys().masters[0]!)
  }

  /** The present one first. */
  function all(): DerivedKey[] {
    const present = readKeys().masters.map(derived)
    return [...new Set([...present, ...seen.values()])]
  }

  function derived(master: string): DerivedKey {
    const found = seen.get(master) ?? derive(master)
    seen.set(master, found)
    return found
  }

  function seal(text: string, context: string): string {
    const { id, key } = current()
    const iv = randomBytes(IV_BYTES)
    const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(context))
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
    return `v1.${id}.${Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url')}`
  }

  function open(envelope: string, context: string): string {
    const [version, sealedUnder, data = ''] = envelope.split('.')
    const found = version === 'v1' ? all().find(({ id }) => id === sealedUnder) : undefined
    if (!found)
      throw new Error(`Sealed under key ${sealedUnder}, but WEBHOOK_SECRET_KEY (or the key file) is key ${current().id}: ${context}`)
    const bytes = Buffer.from(data, 'base64url')
    const decipher = createDecipheriv('aes-256-gcm', found.key, bytes.subarray(0, IV_BYTES)).setAAD(Buffer.from(context))
    decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
    return decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
  }
}

/** The id of the key that a text is sealed under; null: it is no envelope. */
export function keyIdOf(envelope: string): string | null {
  return /^v1\.([0-9a-f]{8})\./.exec(envelope)?.[1] ?? null
}

/** What signatures are made with under a master key; the master key cannot be learned from it. */
export function macKeyOf(master: string): Buffer {
  return Buffer.from(hkdfSync('sha256', master, 'hookline', 'mac-v1', 32))
}

interface DerivedKey {
  id: string
  key: Buffer
  macKey: Buffer
}

function derive(master: string): DerivedKey {
  const key = Buffer.from(hkdfSync('sha256', master, 'hookline', 'vault-v1', 32))
  return { id: createHash('sha256').update(key).digest('hex').slice(0, 8), key, macKey: macKeyOf(master) }
}

function macOf(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
