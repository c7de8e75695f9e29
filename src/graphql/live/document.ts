import { type DocumentNode, type FieldNode, getOperationAST, Kind, print, visit } from 'graphql'

/** A subscription's document with the place to resume from taken out: what equal subscribers share. */
export interface SharedDocument {
  text: string
  /** The variable that gives `after`, where nothing else uses it. */
  afterVariable: string | null
  /** The document asks for payloads, which are read only then. */
  wantsHeavy: boolean
}

const HEAVY_FIELDS = new Set(['payload', 'rawBody'])
const known = new WeakMap<DocumentNode, Map<string, SharedDocument>>()

/** Parsed documents are cached by their text, so this is worked out once for each text. */
export function sharedDocument(document: DocumentNode, operationName: string | null | undefined): SharedDocument {
  const byName = known.get(document) ?? new Map<string, SharedDocument>()
  known.set(document, byName)
  const name = operationName ?? ''
  let shared = byName.get(name)
  if (!shared) byName.set(name, (shared = workOut(document, operationName)))
  return shared
}

function workOut(document: DocumentNode, operationName: string | null | undefined): SharedDocument {
  const root = getOperationAST(document, operationName)?.selectionSet.selections.find((selection) => selection.kind === Kind.FIELD)
  const variable = root && afterVariableOf(root)
  const uses = new Map<string, number>()
  let wantsHeavy = false
  visit(document, {
    Variable: ({ name }) => void uses.set(name.value, (uses.get(name.value) ?? 0) + 1),
    Field: ({ name }) => {
      if (HEAVY_FIELDS.has(name.value)) wantsHeavy = true
    },
  })
  // Its definition counts as one use, the argument as the other.
  const afterVariable = variable && uses.get(variable) === 2 ? variable : null
  return { text: print(withoutAfter(document, root)), afterVariable, wantsHeavy }
}

function afterVariableOf(field: FieldNode): string | null {
  const value = field.arguments?.find(({ name }) => name.value === 'after')?.value
  return value?.kind === Kind.VARIABLE ? value.name.value : null
}

function withoutAfter(document: DocumentNode, root: FieldNode | undefined): DocumentNode {
  return visit(document, {
    Field: (field) => (field === root ? { ...field, arguments: field.arguments?.filter(({ name }) => name.value !== 'after') } : undefined),
  })
}
