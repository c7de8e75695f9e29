import type { CodegenConfig } from '@graphql-codegen/cli'

/** Documents as strings, so that whoever sends them needs no GraphQL library. */
function documentsOf(client: string, documents: string[]): CodegenConfig['generates'] {
  return {
    [`client/${client}/generated/`]: {
      documents,
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: {
        documentMode: 'string',
        useTypeImports: true,
        enumsAsTypes: true,
        scalars: { ID: 'string', DateTime: 'string', JSON: 'unknown', FeedCursor: 'string' },
      },
    },
  }
}

const config: CodegenConfig = {
  schema: 'schema.graphql',
  generates: {
    ...documentsOf('sdk', ['client/sdk/operations/*.graphql']),
    ...documentsOf('dashboard', ['client/dashboard/**/*.graphql']),
  },
  importExtension: '.ts',
}

export default config
