import { describe, expect, it } from 'vitest'
import { Conflict, Forbidden, InvalidInput, NotFound } from '../../src/errors.ts'
import type { CreateWebhookInput } from '../../src/registry/inputs.ts'
import {
  createWebhook,
  deleteWebhook,
  revertWebhook,
  rotateWebhookSecret,
  setWebhookEnabled,
  updateWebhook,
} from '../../src/registry/webhooks.ts'
import { feedKinds, lastAudit } from '../helpers/database.ts'
import { admin, createTestRegistry, type TestRegistry, viewerOf } from '../helpers/registry.ts'

const github: CreateWebhookInput = {
  id: 'github-issues-001',
  name: 'GitHub Issue Tracker',
  provider: 'github',
  commands: [
    {
      trigger: 'issues.opened',
      action: 'create_task',
      agent: 'planning',
      template: 'Analyze issue: {{issue.title}}',
      conditions: { labels: ['bug', 'enhancement'] },
    },
    {
      trigger: 'issue_comment.created',
      action: 'ask',
      agent: 'brain',
      template: 'User asked: {{comment.body}}',
      conditions: { body_contains: '@agent' },
    },
  ],
}
const dayMs = 24 * 60 * 60 * 1000

describe('createWebhook', () => {
  it('stores the webhook, its commands, its first version, a change and an audit entry at once', async () => {
    const registry = await createTestRegistry()

    const { webhook } = await createWebhook(registry, admin, github)

    expect(webhook).toMatchObject({
      webhookId: 'github-issues-001',
      endpoint: '/webhooks/github/github-issues-001',
      version: 1,
      enabled: true,
      createdBy: admin.name,
    })
    expect(await registry.db.prisma.webhookCommand.count()).toBe(2)
    expect(await registry.db.prisma.webhookVersion.count()).toBe(1)
    expect(await feedKinds(registry.db)).toEqual(['WEBHOOK_CREATED'])
    expect(await lastAudit(registry.db)).toMatchObject({ actor: admin.name, verb: 'webhook.create', subject: 'github-issues-001' })
    expect(registry.refreshed).toEqual(['github-issues-001'])
  })

  it('makes a secret where the provider does not issue one, and shows it this once', async () => {
    const registry = await createTestRegistry()

    const { secret, webhook } = await createWebhook(registry, admin, github)

    expect(secret).toMatch(/^\S{32,}$/)
    expect(webhook.secret).toBe('stored')
    expect(await openSecrets(registry, webhook.webhookId)).toEqual([secret])
    expect(await wholeDatabase(registry)).not.toContain(secret)
  })

  it.each(['slack', 'sentry', 'stripe', 'pagerduty', 'linear'] as const)(
    'makes no secret for %s, which issues its own',
    async (provider) => {
      const registry = await createTestRegistry()

      const { secret, webhook } = await createWebhook(registry, admin, { name: 'x', provider })

      expect(secret).toBeNull()
      expect(webhook.secret).toBeNull()
      expect(webhook.webhookId).toMatch(new RegExp(`^${provider}-[a-z0-9]{8}$`))
    },
  )

  it('keeps secrets and credentials out of configuration and audit', async () => {
    const registry = await createTestRegistry()

    await createWebhook(registry, admin, { ...github, secret: 'a-secret-of-mine', credentials: { token: 'a-token-of-mine' } })

    const everything = await wholeDatabase(registry)
    expect(everything).not.toContain('a-secret-of-mine')
    expect(everything).not.toContain('a-token-of-mine')
  })

  it('writes the configuration as the founding document does', async () => {
    const registry = await createTestRegistry()

    const { webhook } = await createWebhook(registry, admin, github)

    const config = JSON.parse(webhook.configJson)
    expect(config).toMatchObject({
      webhook_id: 'github-issues-001',
      provider: 'github',
      endpoint: webhook.endpoint,
      secret: 'stored',
      enabled: true,
    })
    expect(config.commands[0]).toMatchObject({
      command_id: expect.stringMatching(/^cmd_/),
      trigger: 'issues.opened',
      action: 'create_task',
      agent: 'planning',
      conditions: { labels: ['bug', 'enhancement'] },
    })
  })

  it('refuses an id that is taken, also by a webhook that was deleted', async () => {
    const registry = await createTestRegistry()
    await createWebhook(registry, admin, github)
    await expect(createWebhook(registry, admin, github)).rejects.toThrow(Conflict)

    await deleteWebhook(registry, admin, 'github-issues-001')

    await expect(createWebhook(registry, admin, github)).rejects.toThrow(/stays taken/)
    expect(await registry.db.prisma.webhookCommand.count()).toBe(2)
  })

  it('names everything that is wrong, with its path', async () => {
    const registry = await createTestRegistry()
    const input = {
      id: 'no/slash',
      name: '',
      provider: 'github',
      secret: 'short',
      allowedIps: ['10.0.0.0/33'],
      rateLimitPerMinute: 0,
      credentials: { password: 'x' },
      scheme: { header: 'x' },
      commands: [
        { trigger: '^issues$', action: 'create_task', template: '{{#open}}' },
        { trigger: '*', action: 'forward', target: 'ftp://example.com', conditions: { 'issue.title': { startWith: 'x' } } },
      ],
    }

    const issues = await issuesOf(createWebhook(registry, admin, input as CreateWebhookInput))

    expect(new Set(issues)).toEqual(
      new Set([
        'id',
        'name',
        'secret',
        'allowedIps.0',
        'rateLimitPerMinute',
        'credentials.password',
        'scheme',
        'commands.0.trigger',
        'commands.0.agent',
        'commands.0.template',
        'commands.1.target',
        'commands.1.conditions.issue.title.startWith',
      ]),
    )
  })

  it('takes a scheme for a custom webhook, and checks it', async () => {
    const registry = await createTestRegistry()
    const scheme = { header: 'x-signature', algorithm: 'hmac-sha512', encoding: 'base64' }

    const { webhook } = await createWebhook(registry, admin, { name: 'x', provider: 'custom', scheme })

    expect(JSON.parse(webhook.schemeJson ?? '')).toEqual(scheme)
    expect(await issuesOf(createWebhook(registry, admin, { name: 'x', provider: 'custom', scheme: { header: 'x' } }))).toEqual([
      'scheme.algorithm',
    ])
  })

  it('is for ADMIN and OPERATOR keys that are not held to certain webhooks', async () => {
    const registry = await createTestRegistry()

    await expect(createWebhook(registry, viewerOf('VIEWER'), github)).rejects.toThrow(Forbidden)
    await expect(createWebhook(registry, viewerOf('AGENT', { agent: 'brain' }), github)).rejects.toThrow(Forbidden)
    await expect(createWebhook(registry, viewerOf('OPERATOR', { webhookIds: ['a'] }), github)).rejects.toThrow(Forbidden)
    await expect(createWebhook(registry, viewerOf('OPERATOR'), github)).resolves.toBeDefined()
  })
})

describe('updateWebhook', () => {
  it('changes what is given, leaves the rest, and grows the version', async () => {
    const registry = await withGithub()

    const webhook = await updateWebhook(registry, admin, {
      id: 'github-issues-001',
      name: 'New',
      rateLimitPerMinute: 60,
      allowedIps: ['::ffff:10.0.0.1', '192.0.2.0/24'],
    })

    expect(webhook).toMatchObject({
      name: 'New',
      version: 2,
      rateLimitPerMinute: 60,
      allowedIpsJson: '["10.0.0.1","192.0.2.0/24"]',
      secret: 'stored',
    })
    expect(await registry.db.prisma.webhookCommand.count({ where: { deletedAt: null } })).toBe(2)
    expect(await feedKinds(registry.db)).toEqual(['WEBHOOK_CREATED', 'WEBHOOK_UPDATED'])
    expect((await lastAudit(registry.db)).detail).toMatchObject({ before: { name: 'GitHub Issue Tracker' }, after: { name: 'New' } })
  })

  it('makes no version where nothing changes', async () => {
    const registry = await withGithub()

    const webhook = await updateWebhook(registry, admin, {
      id: 'github-issues-001',
      name: github.name,
      secret: 'stored',
      commands: github.commands,
    })

    expect(webhook.version).toBe(1)
    expect(await feedKinds(registry.db)).toEqual(['WEBHOOK_CREATED'])
  })

  it('refuses a version that is not the current one', async () => {
    const registry = await withGithub()
    await updateWebhook(registry, admin, { id: 'github-issues-001', name: 'First', expectedVersion: 1 })

    await expect(updateWebhook(registry, admin, { id: 'github-issues-001', name: 'Second', expectedVersion: 1 })).rejects.toThrow(
      'is at version 2, not 1',
    )
  })

  it('loses none of several updates at once', async () => {
    const registry = await withGithub()
    const id = 'github-issues-001'

    await Promise.all([
      updateWebhook(registry, admin, { id, name: 'New' }),
      updateWebhook(registry, admin, { id, replayGuard: true }),
      updateWebhook(registry, admin, { id, rateLimitPerMinute: 5 }),
    ])

    const webhook = await registry.db.prisma.webhookConfig.findUniqueOrThrow({ where: { webhookId: id } })
    expect(webhook).toMatchObject({ name: 'New', replayGuard: true, rateLimitPerMinute: 5, version: 4 })
    expect(await registry.db.prisma.webhookVersion.count()).toBe(4)
  })

  it('keeps id and version of commands that stay, and leaves a tombstone of those that go', async () => {
    const registry = await withGithub()
    const before = await registry.db.prisma.webhookCommand.findMany({ orderBy: { commandId: 'asc' } })

    await updateWebhook(registry, admin, { id: 'github-issues-001', commands: [github.commands![0]!, { trigger: '*', action: 'respond' }] })

    const after = await registry.db.prisma.webhookCommand.findMany({ orderBy: { commandId: 'asc' } })
    expect(after[0]).toEqual(before[0])
    expect(after[1]).toMatchObject({ commandId: before[1]!.commandId, deletedAt: expect.any(Date) })
    expect(after[2]).toMatchObject({ trigger: '*', version: 2, deletedAt: null })
  })

  it('puts a given secret in the place of all earlier ones', async () => {
    const registry = await withGithub()

    await updateWebhook(registry, admin, { id: 'github-issues-001', secret: 'a-newer-secret' })

    expect(await openSecrets(registry, 'github-issues-001')).toEqual(['a-newer-secret'])
  })

  it('lets only an admin send credentials to another address, and never the stored token', async () => {
    const registry = await withGithub()
    const id = 'github-issues-001'
    await updateWebhook(registry, admin, { id, credentials: { token: 't1' } })

    await expect(updateWebhook(registry, viewerOf('OPERATOR'), { id, credentials: { baseUrl: 'https://evil.example' } })).rejects.toThrow(
      Forbidden,
    )
    const { credentials } = await updateWebhook(registry, admin, { id, credentials: { baseUrl: 'https://ghe.example/api/v3' } })

    expect(JSON.parse(registry.vault.open(credentials!, `webhook_configs.credentials:${id}`))).toEqual({
      baseUrl: 'https://ghe.example/api/v3',
    })
  })

  it('finds nothing outside the webhooks that a key is held to', async () => {
    const registry = await withGithub()
    const held = viewerOf('OPERATOR', { webhookIds: ['other'] })

    await expect(updateWebhook(registry, held, { id: 'github-issues-001', name: 'x' })).rejects.toThrow(NotFound)
    await expect(updateWebhook(registry, admin, { id: 'absent', name: 'x' })).rejects.toThrow(NotFound)
  })
})

describe('deleteWebhook, setWebhookEnabled, revertWebhook', () => {
  it('leaves a tombstone without secrets', async () => {
    const registry = await withGithub()

    await deleteWebhook(registry, admin, 'github-issues-001')

    const row = await registry.db.prisma.webhookConfig.findUniqueOrThrow({
      where: { webhookId: 'github-issues-001' },
      include: { secrets: true },
    })
    expect(row).toMatchObject({ enabled: false, deletedAt: expect.any(Date), secrets: [], version: 2 })
    expect(await feedKinds(registry.db)).toEqual(['WEBHOOK_CREATED', 'WEBHOOK_DELETED'])
    await expect(deleteWebhook(registry, admin, 'github-issues-001')).rejects.toThrow(NotFound)
  })

  it('disables and enables, and does nothing where that is so already', async () => {
    const registry = await withGithub()

    expect(await setWebhookEnabled(registry, admin, 'github-issues-001', false)).toMatchObject({ enabled: false, version: 2 })
    expect(await setWebhookEnabled(registry, admin, 'github-issues-001', false)).toMatchObject({ version: 2 })
    expect(await setWebhookEnabled(registry, admin, 'github-issues-001', true)).toMatchObject({ enabled: true, version: 3 })
  })

  it('makes an earlier configuration the newest version', async () => {
    const registry = await withGithub()
    await updateWebhook(registry, admin, { id: 'github-issues-001', name: 'Other', commands: [] })

    const webhook = await revertWebhook(registry, admin, { id: 'github-issues-001', version: 1 })

    expect(webhook).toMatchObject({ name: 'GitHub Issue Tracker', version: 3, secret: 'stored' })
    const commands = await registry.db.prisma.webhookCommand.findMany({ where: { deletedAt: null } })
    expect(commands.map(({ trigger, version }) => [trigger, version])).toEqual([
      ['issues.opened', 3],
      ['issue_comment.created', 3],
    ])
    await expect(revertWebhook(registry, admin, { id: 'github-issues-001', version: 9 })).rejects.toThrow(NotFound)
  })
})

describe('rotateWebhookSecret', () => {
  it('lets the earlier secret verify until the overlap ends', async () => {
    const registry = await withGithub()
    const earlier = await openSecrets(registry, 'github-issues-001')

    const { secret } = await rotateWebhookSecret(registry, admin, { id: 'github-issues-001', overlapSeconds: 60 })

    expect(await openSecrets(registry, 'github-issues-001')).toEqual([...earlier, secret])
    const expiries = await registry.db.prisma.webhookSecret.findMany({ select: { expiresAt: true }, orderBy: { secretId: 'asc' } })
    expect(expiries.map(({ expiresAt }) => expiresAt?.getTime() ?? null)).toEqual([registry.now() + 60_000, null])
  })

  it('refuses a second rotation while the overlap is open, but can always cut the earlier secrets off', async () => {
    const registry = await withGithub()
    await rotateWebhookSecret(registry, admin, { id: 'github-issues-001' })
    await expect(rotateWebhookSecret(registry, admin, { id: 'github-issues-001' })).rejects.toThrow(Conflict)

    const { secret } = await rotateWebhookSecret(registry, admin, { id: 'github-issues-001', overlapSeconds: 0 })

    expect(await openSecrets(registry, 'github-issues-001')).toEqual([secret])
  })

  it('rotates again once the overlap has ended, and drops what no longer verifies', async () => {
    const registry = await withGithub()
    const { secret: second } = await rotateWebhookSecret(registry, admin, { id: 'github-issues-001' })
    registry.pass(dayMs)

    const { secret: third } = await rotateWebhookSecret(registry, admin, { id: 'github-issues-001' })

    expect(await openSecrets(registry, 'github-issues-001')).toEqual([second, third])
  })

  it('needs the secret where the provider issues it', async () => {
    const registry = await createTestRegistry()
    const { webhook } = await createWebhook(registry, admin, { name: 'x', provider: 'slack' })

    expect(await issuesOf(rotateWebhookSecret(registry, admin, { id: webhook.webhookId }))).toEqual(['secret'])
    const rotated = await rotateWebhookSecret(registry, admin, { id: webhook.webhookId, secret: '8f742231b10e8888abcd99yyyzzz85a5' })

    expect(rotated.webhook.secret).toBe('stored')
  })
})

async function withGithub(): Promise<TestRegistry> {
  const registry = await createTestRegistry()
  await createWebhook(registry, admin, github)
  return registry
}

async function issuesOf(refused: Promise<unknown>): Promise<string[]> {
  const error = await refused.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (!(error instanceof InvalidInput)) throw error ?? new Error('It was not refused')
  return error.issues.map(({ path }) => path.join('.'))
}

async function openSecrets({ db, vault }: TestRegistry, webhookId: string): Promise<string[]> {
  const rows = await db.prisma.webhookSecret.findMany({ where: { webhookId }, orderBy: { secretId: 'asc' } })
  return rows.map((row) => vault.open(row.sealed, `webhook_secrets:${row.secretId}`))
}

/** Every table's text, as someone who steals the file would read it. */
async function wholeDatabase({ db }: TestRegistry): Promise<string> {
  const tables = await db.read<{ name: string }>(`SELECT name FROM sqlite_master WHERE type = 'table'`)
  const contents = await Promise.all(tables.map(({ name }) => db.read(`SELECT * FROM "${name}"`)))
  return JSON.stringify(contents)
}
