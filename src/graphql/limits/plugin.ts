import { type DocumentNode, GraphQLError, type GraphQLSchema, parse, validate } from 'graphql'
import type { GraphQLParams, Plugin } from 'graphql-yoga'
import { checkCost } from './cost.ts'
import { checkDocument } from './document.ts'
import { checkTokens } from './tokens.ts'

/**
 * Refuses operations that would cost too much, over every transport, before anything of them is carried out: what lies in
 * the document once for each text, what depends on variables for each operation. Errors of validation suggest no names.
 */
export const limits: Plugin = {
  onParse({ setParseFn }) {
    setParseFn(parseWithin)
    // Thrown here it is no error of parsing, which Yoga answers 200 to who accepts application/json.
    return ({ result }) => {
      if (result instanceof GraphQLError && result.extensions.http) throw result
    }
  },
  onValidate({ params: { schema, documentAST }, context, setValidationFn }) {
    const { variables, operationName } = (context as { params?: GraphQLParams }).params ?? {}
    checkCost({ schema, document: documentAST, variables, operationName })
    setValidationFn(validateQuietly)
  },
}

function parseWithin(source: string, options?: Parameters<typeof parse>[1]): DocumentNode {
  checkTokens(source)
  const document = parse(source, options)
  checkDocument(document)
  return document
}

function validateQuietly(schema: GraphQLSchema, document: DocumentNode, rules: Parameters<typeof validate>[2]) {
  return validate(schema, document, rules, { hideSuggestions: true })
}
