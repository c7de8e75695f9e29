import { describe, expect, it } from 'vitest'
import { Conflict, Forbidden, type InvalidInput, NotFound } from '../../src/errors.ts'
import { addCommand, deleteCommand, updateCommand } from '../../src/registry/commands.ts'
import { createWebhook } from '../../src/registry/webhooks.ts'
import { lastAudit } from '../helpers/database.ts'
import { admin, createTestRegistry, type TestRegistry, viewerOf } from '../helpers/registry.ts'

describe('commands', () => {
  it('are added in a new version of their webhook', async () => {
    const registry = await withWebhook()

    const command = await addCommand(registry, admin, 'hook', { trigger: 'issues.opened', action: 'create_task', agent: 'planning' })

    expect(command).toMatchObject({
      version: 2,
      priority: 0,
      stop: false,
      enabled: true,
      coalesce: 'NEW',
      conditionsJson: '{}',
      template: '',
    })
    expect(await configOf(registry)).toMatchObject({ version: 2, commands: [{ command_id: command.commandId, trigger: 'issues.opened' }] })
    expect(await lastAudit(registry.db)).toMatchObject({ verb: 'command.add', subject: 'hook', detail: { before: { commands: [] } } })
    expect(registry.refreshed).toEqual(['hook', 'hook'])
  })

  it('change in part, and take the new version of the webhook', async () => {
    const registry = await withWebhook()
    const { commandId: id } = await addCommand(registry, admin, 'hook', {
      trigger: 'issues.opened',
      action: 'create_task',
      agent: 'planning',
      maxConcurrent: 3,
    })

    const changed = await updateCommand(registry, admin, { id, expectedVersion: 2, priority: 5, maxConcurrent: null })

    expect(changed).toMatchObject({
      commandId: id,
      version: 3,
      priority: 5,
      maxConcurrent: null,
      agent: 'planning',
      trigger: 'issues.opened',
    })
    await expect(updateCommand(registry, admin, { id, expectedVersion: 2, priority: 6 })).rejects.toThrow(Conflict)
  })

  it('are checked as a whole after a change of a part', async () => {
    const registry = await withWebhook()
    const { commandId: id } = await addCommand(registry, admin, 'hook', { trigger: '*', action: 'respond' })

    const refusal = await updateCommand(registry, admin, { id, action: 'create_task', template: '{{#x}}' }).catch((error: unknown) => error)

    expect((refusal as InvalidInput).issues.map(({ path }) => path.join('.')).sort()).toEqual(['agent', 'template'])
  })

  it('lose their target when they no longer forward', async () => {
    const registry = await withWebhook()
    const { commandId: id } = await addCommand(registry, admin, 'hook', {
      trigger: '*',
      action: 'forward',
      target: 'https://example.com/in',
    })

    expect(await updateCommand(registry, admin, { id, action: 'respond' })).toMatchObject({ action: 'respond', target: null })
  })

  it('leave a tombstone when they are deleted', async () => {
    const registry = await withWebhook()
    const { commandId: id } = await addCommand(registry, admin, 'hook', { trigger: '*', action: 'respond' })

    expect(await deleteCommand(registry, admin, id)).toBe(id)

    expect(await registry.db.prisma.webhookCommand.findUnique({ where: { commandId: id } })).toMatchObject({ deletedAt: expect.any(Date) })
    expect(await configOf(registry)).toMatchObject({ version: 3, commands: [] })
    await expect(deleteCommand(registry, admin, id)).rejects.toThrow(NotFound)
  })

  it('are at most 100 in a webhook', async () => {
    const registry = await createTestRegistry()
    const commands = Array.from({ length: 100 }, () => ({ trigger: '*', action: 'respond' as const }))
    await createWebhook(registry, admin, { id: 'hook', name: 'Hook', provider: 'github', commands })

    await expect(addCommand(registry, admin, 'hook', { trigger: '*', action: 'respond' })).rejects.toThrow('at most 100')
  })

  it('are changed by ADMIN and OPERATOR keys only, and not there for keys held to other webhooks', async () => {
    const registry = await withWebhook()
    const { commandId: id } = await addCommand(registry, admin, 'hook', { trigger: '*', action: 'respond' })

    await expect(deleteCommand(registry, viewerOf('VIEWER'), id)).rejects.toThrow(Forbidden)
    await expect(deleteCommand(registry, viewerOf('OPERATOR', { webhookIds: ['other'] }), id)).rejects.toThrow(NotFound)
  })
})

async function withWebhook(): Promise<TestRegistry> {
  const registry = await createTestRegistry()
  await createWebhook(registry, admin, { id: 'hook', name: 'Hook', provider: 'github' })
  return registry
}

async function configOf({ db }: TestRegistry) {
  const { version, configJson } = await db.prisma.webhookConfig.findUniqueOrThrow({ where: { webhookId: 'hook' } })
  return { version, ...JSON.parse(configJson) }
}
