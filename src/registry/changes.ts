import type { ChangeVerb } from '../model/proposal.ts'
import type { Viewer } from '../model/viewer.ts'
import { addCommand, deleteCommand, updateCommand } from './commands.ts'
import type { CommandInput, RotateInput } from './inputs.ts'
import type { Registry } from './registry.ts'
import { createWebhook, deleteWebhook, renewWebhook, rotateWebhookSecret, setWebhookEnabled, updateWebhook } from './webhooks.ts'

interface Named {
  id: string
}

/** The changes that may be proposed, each with one input that can be stored. */
export const CHANGES = {
  createWebhook,
  updateWebhook,
  deleteWebhook: (registry: Registry, viewer: Viewer, { id }: Named) => deleteWebhook(registry, viewer, id),
  enableWebhook: (registry: Registry, viewer: Viewer, { id }: Named) => setWebhookEnabled(registry, viewer, id, true),
  disableWebhook: (registry: Registry, viewer: Viewer, { id }: Named) => setWebhookEnabled(registry, viewer, id, false),
  renewWebhook: (registry: Registry, viewer: Viewer, { id }: Named) => renewWebhook(registry, viewer, id),
  rotateWebhookSecret: (registry: Registry, viewer: Viewer, input: RotateInput) => rotateWebhookSecret(registry, viewer, input),
  addCommand: (registry: Registry, viewer: Viewer, { webhookId, command }: { webhookId: string; command: CommandInput }) =>
    addCommand(registry, viewer, webhookId, command),
  updateCommand,
  deleteCommand: (registry: Registry, viewer: Viewer, { id }: Named) => deleteCommand(registry, viewer, id),
} satisfies Record<ChangeVerb, (registry: Registry, viewer: Viewer, input: never) => Promise<unknown>>

export type ChangeInput<Verb extends ChangeVerb> = Parameters<(typeof CHANGES)[Verb]>[2]
export type ChangeResult<Verb extends ChangeVerb> = Awaited<ReturnType<(typeof CHANGES)[Verb]>>
/** Of one whose verb is known only when it runs. */
export type AnyChange = (registry: Registry, viewer: Viewer, input: unknown) => Promise<unknown>
