import type { EventView, Rules } from '../../src/engine/event-view.ts'
import type { Command } from '../../src/model/command.ts'
import type { Json } from '../../src/model/json.ts'

/** An event about nothing in particular; the test says what matters. */
export function anEvent(payload: Json, rest: Partial<EventView> = {}): EventView {
  return {
    eventType: 'issues.opened',
    eventId: 'evt_1',
    webhookId: 'hooks-1',
    payload,
    subject: { title: null, body: null, actor: null, actorTrust: 'UNKNOWN', thread: null, url: null },
    names: {},
    ...rest,
  }
}

/** A command that matches every event; the test says what matters. */
export function aCommand(rest: Partial<Command> = {}): Command {
  return {
    id: 'cmd_1',
    version: 1,
    trigger: '*',
    action: 'create_task',
    agent: 'planning',
    template: '',
    conditions: {},
    priority: 0,
    stop: false,
    enabled: true,
    target: null,
    coalesce: 'NEW',
    maxConcurrent: null,
    ...rest,
  }
}

/** What a provider says that has no names of its own. */
export const plain: Rules = { aliases: {}, shortConditions: {} }
