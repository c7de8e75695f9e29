import { type InputIssue, InvalidInput } from '../errors.ts'
import type { Command } from '../model/command.ts'
import { type Conditions, compileConditions } from './condition.ts'
import type { Rules } from './event-view.ts'
import { compileTemplate, type Template } from './template.ts'
import { parseTrigger } from './trigger.ts'

/** A command's conditions and template, ready for use. */
export interface Compiled {
  readonly conditions: Conditions
  readonly template: Template
}

/**
 * Makes a compiler of commands that compiles equal conditions, and equal templates, once: many commands of a webhook differ in
 * little.
 * @throws {InvalidInput} when the conditions or the template do not compile
 */
export function createCompiler(rules: Rules): (command: Pick<Command, 'conditions' | 'template'>) => Compiled {
  const conditions = new Map<string, Conditions>()
  const templates = new Map<string, Template>()
  return (command) => ({
    conditions: known(conditions, JSON.stringify(command.conditions), () => compileConditions(command.conditions, rules)),
    template: known(templates, command.template, () => compileTemplate(command.template, rules.aliases)),
  })
}

function known<T>(all: Map<string, T>, key: string, make: () => T): T {
  const found = all.get(key) ?? make()
  all.set(key, found)
  return found
}

/**
 * Checks a command before it is saved: trigger, conditions and template.
 * @param path where the command stands in the input: `['commands', '0']`
 * @throws {InvalidInput} with everything that is wrong; code `invalid_template` where only the template is
 */
export function checkCommand(command: Pick<Command, 'trigger' | 'conditions' | 'template'>, rules: Rules, path: string[] = []): void {
  const problems = [
    problemOf(() => parseTrigger(command.trigger)),
    problemOf(() => compileConditions(command.conditions, rules)),
    problemOf(() => compileTemplate(command.template, rules.aliases)),
  ].filter((problem) => problem !== null)
  const issues = problems.flatMap((problem) => problem.issues).map((issue): InputIssue => ({ ...issue, path: [...path, ...issue.path] }))
  if (issues.length > 0) throw new InvalidInput(issues, problems.length === 1 ? problems[0]?.code : undefined)
}

function problemOf(check: () => unknown): InvalidInput | null {
  try {
    check()
    return null
  } catch (error) {
    if (error instanceof InvalidInput) return error
    throw error
  }
}
