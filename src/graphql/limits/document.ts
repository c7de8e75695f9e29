import { type DocumentNode, type FragmentDefinitionNode, Kind, type SelectionNode, type SelectionSetNode } from 'graphql'
import { refusal } from './refusal.ts'

/** Fields below each other. The longest useful way through the schema has 7. */
const MAX_DEPTH = 10
/** The same below `__schema` and `__type`: what GraphiQL sends has 13. */
const MAX_INTROSPECTION_DEPTH = 20
const MAX_ALIASES = 30
const MAX_DIRECTIVES = 20

/** Of a part of a document, with its fragments where they are spread. */
interface Measure {
  depth: number
  introspectionDepth: number
  aliases: number
  directives: number
}
const NOTHING: Measure = { depth: 0, introspectionDepth: 0, aliases: 0, directives: 0 }

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>

/**
 * Holds every operation of a document against the limits.
 * @throws {GraphQLError} FRAGMENT_CYCLE, TOO_DEEP, TOO_MANY_ALIASES, TOO_MANY_DIRECTIVES
 */
export function checkDocument({ definitions }: DocumentNode): void {
  const fragments = new Map(definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [])))
  const measure = createMeasure(fragments)
  // Those that nothing spreads, too: what reads a document later may follow them.
  for (const { selectionSet } of fragments.values()) measure(selectionSet)
  for (const node of definitions) {
    if (node.kind !== Kind.OPERATION_DEFINITION) continue
    const { directives = [], variableDefinitions = [], selectionSet } = node
    const further = variableDefinitions.reduce((sum, variable) => sum + (variable.directives?.length ?? 0), directives.length)
    const found = measure(selectionSet)
    check({ ...found, directives: found.directives + further })
  }
}

function check({ depth, introspectionDepth, aliases, directives }: Measure): void {
  if (depth > MAX_DEPTH) throw refusal('TOO_DEEP', `The operation goes ${depth} fields deep, more than ${MAX_DEPTH}`)
  if (introspectionDepth > MAX_INTROSPECTION_DEPTH)
    throw refusal('TOO_DEEP', `The introspection goes more than ${MAX_INTROSPECTION_DEPTH} fields deep`)
  if (aliases > MAX_ALIASES) throw refusal('TOO_MANY_ALIASES', `The operation has ${aliases} aliases, more than ${MAX_ALIASES}`)
  if (directives > MAX_DIRECTIVES)
    throw refusal('TOO_MANY_DIRECTIVES', `The operation has ${directives} directives, more than ${MAX_DIRECTIVES}`)
}

/** Each fragment is measured once, however often it is spread. */
function createMeasure(fragments: Fragments): (set: SelectionSetNode) => Measure {
  const known = new Map<string, Measure>()
  const under = new Set<string>()
  return ofSet

  function ofSet({ selections }: SelectionSetNode): Measure {
    return selections.map(ofSelection).reduce(together, NOTHING)
  }

  function ofSelection(node: SelectionNode): Measure {
    const below = belowOf(node)
    const directives = below.directives + (node.directives?.length ?? 0)
    if (node.kind !== Kind.FIELD) return { ...below, directives }
    const aliases = below.aliases + (node.alias ? 1 : 0)
    if (node.name.value === '__schema' || node.name.value === '__type')
      return { depth: 1, introspectionDepth: below.depth + 1, aliases, directives }
    return { ...below, depth: below.depth + 1, aliases, directives }
  }

  function belowOf(node: SelectionNode): Measure {
    if (node.kind === Kind.FRAGMENT_SPREAD) return ofFragment(node.name.value)
    return node.selectionSet ? ofSet(node.selectionSet) : NOTHING
  }

  /** A fragment that is not there is told of when the document is validated. */
  function ofFragment(name: string): Measure {
    if (under.has(name)) throw refusal('FRAGMENT_CYCLE', `The fragment "${name}" spreads itself`)
    const fragment = fragments.get(name)
    if (!fragment) return NOTHING
    let measure = known.get(name)
    if (!measure) {
      under.add(name)
      known.set(name, (measure = ofSet(fragment.selectionSet)))
      under.delete(name)
    }
    return measure
  }
}

function together(one: Measure, other: Measure): Measure {
  return {
    depth: Math.max(one.depth, other.depth),
    introspectionDepth: Math.max(one.introspectionDepth, other.introspectionDepth),
    aliases: one.aliases + other.aliases,
    directives: one.directives + other.directives,
  }
}
