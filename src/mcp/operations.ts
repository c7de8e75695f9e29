import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { type DocumentNode, type FieldNode, Kind, type OperationDefinitionNode, parse, visit } from 'graphql'

/** One file with one operation, which asks for one field. */
export interface Operation {
  /** Of the file, without its ending. */
  name: string
  /** The comment at the head of the file, but the lines of tags. */
  description: string
  /** `@destructive` in the comment is the tag `destructive`. */
  tags: ReadonlySet<string>
  type: OperationDefinitionNode['operation']
  root: FieldNode
  /** With the fragments that it uses. */
  document: DocumentNode
}

/** Reads a folder beside this file, or beside the bundle that scripts/build.mjs makes of it; by name. */
export function readOperations(folder: string): Operation[] {
  const place = path.join(import.meta.dirname, folder)
  const fragments = parse(readFileSync(path.join(import.meta.dirname, 'fragments.graphql'), 'utf8'))
  const names = readdirSync(place).map((file) => file.replace(/\.graphql$/, ''))
  return names.sort().map((name) => toOperation(name, readFileSync(path.join(place, `${name}.graphql`), 'utf8'), fragments))
}

function toOperation(name: string, text: string, fragments: DocumentNode): Operation {
  const document = withFragments(parse(text), fragments)
  const operation = document.definitions.find((node): node is OperationDefinitionNode => node.kind === Kind.OPERATION_DEFINITION)
  const root = operation?.selectionSet.selections[0]
  if (!operation || root?.kind !== Kind.FIELD) throw new Error(`${name} is no operation that asks for a field`)
  return { name, ...readHead(text), type: operation.operation, root, document }
}

function readHead(text: string): Pick<Operation, 'description' | 'tags'> {
  const lines = text.split('\n')
  const end = lines.findIndex((line) => !line.startsWith('#'))
  const head = lines.slice(0, end).map((line) => line.replace(/^# ?/, ''))
  const tags = head.filter((line) => line.startsWith('@')).flatMap((line) => line.split(/\s*@/).filter(Boolean))
  return { description: head.filter((line) => !line.startsWith('@')).join(' '), tags: new Set(tags) }
}

/** A fragment that nothing uses would not pass validation. */
function withFragments(document: DocumentNode, { definitions }: DocumentNode): DocumentNode {
  const fragments = new Map(definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [])))
  const used = new Set<string>()
  follow(document)
  return { ...document, definitions: [...document.definitions, ...[...used].map((name) => fragments.get(name)!)] }

  function follow(node: Parameters<typeof visit>[0]): void {
    visit(node, {
      FragmentSpread: ({ name: { value } }) => {
        const fragment = fragments.get(value)
        if (!fragment || used.has(value)) return
        used.add(value)
        follow(fragment)
      },
    })
  }
}
