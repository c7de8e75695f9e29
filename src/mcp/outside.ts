import { randomBytes } from 'node:crypto'
import {
  type DocumentNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql'
import { cleanUntrusted, type Mark, markOf } from '../engine/untrusted.ts'

/** `mark`: it stands in a mark, as in a task's prompt. `clean`: it is a name, whose hidden characters are shown or dropped. */
type Treatment = 'mark' | 'clean'

/**
 * Fields that may hold what was written outside of Hookline, or by an agent that has read it. A task's prompt is not among them: its marks are made when it is
 * rendered.
 */
const OUTSIDE: Readonly<Record<string, Treatment>> = {
  'EventSubject.title': 'mark',
  'EventSubject.body': 'mark',
  'EventSubject.actor': 'mark',
  'EventSubject.thread': 'mark',
  'EventSubject.url': 'mark',
  'WebhookEvent.payload': 'mark',
  'WebhookEvent.rawBody': 'mark',
  'WebhookEvent.headers': 'mark',
  'WebhookEvent.eventType': 'clean',
  'WebhookEvent.deliveryId': 'clean',
  'ConditionTrace.actual': 'mark',
  'PreviewResult.rendered': 'mark',
  'Action.text': 'mark',
  'Breaker.thread': 'mark',
  'Proposal.summary': 'mark',
  'Proposal.change': 'mark',
  'Question.answer': 'mark',
  'Question.answeredBy': 'mark',
  'Task.progress': 'mark',
  'Task.result': 'mark',
  'Task.error': 'mark',
}

/** Places in an operation's result, lists left out: `events.edges.node.subject.title`. */
export type Outside = ReadonlyMap<string, Treatment>

/** Where in an operation's result there is what came from outside. For operations without aliases. */
export function outsideOf(document: DocumentNode, schema: GraphQLSchema): Outside {
  const found = new Map<string, Treatment>()
  const fragments = new Map(
    document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [])),
  )
  for (const node of document.definitions)
    if (node.kind === Kind.OPERATION_DEFINITION) look(node.selectionSet, schema.getRootType(node.operation)!, [])
  return found

  function look({ selections }: SelectionSetNode, type: GraphQLCompositeType, path: readonly string[]): void {
    for (const node of selections) {
      if (node.kind === Kind.FIELD) lookAt(node.name.value, node.selectionSet, type, path)
      else {
        const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : fragments.get(node.name.value)!
        look(fragment.selectionSet, schema.getType(fragment.typeCondition!.name.value) as GraphQLCompositeType, path)
      }
    }
  }

  function lookAt(name: string, below: SelectionSetNode | undefined, type: GraphQLCompositeType, path: readonly string[]): void {
    const treatment = OUTSIDE[`${type.name}.${name}`]
    if (treatment) found.set([...path, name].join('.'), treatment)
    const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined
    const next = field && getNamedType(field.type)
    if (below && isCompositeType(next)) look(below, next, [...path, name])
  }
}

/**
 * The result with what came from outside in marks. The marks of one result have one name, which nobody could know before:
 * `<untrusted-7k2m9q4x>…</untrusted-7k2m9q4x>`. Lists and objects become their JSON text.
 */
export function markOutside(data: unknown, outside: Outside): unknown {
  const mark = markOf(randomBytes(5).toString('hex'))
  return walk(data, '')

  function walk(value: unknown, path: string): unknown {
    const treatment = outside.get(path)
    if (treatment) return treat(value, treatment, mark)
    if (Array.isArray(value)) return value.map((item) => walk(item, path))
    if (typeof value !== 'object' || value === null || value instanceof Date) return value
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, walk(item, path === '' ? name : `${path}.${name}`)]))
  }
}

function treat(value: unknown, treatment: Treatment, { open, close }: Mark): unknown {
  if (value === null || value === undefined || typeof value === 'number' || typeof value === 'boolean' || value === '') return value
  const text = cleanUntrusted(typeof value === 'string' ? value : JSON.stringify(value))
  return treatment === 'mark' ? open + text + close : text
}
