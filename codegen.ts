import type { CodegenConfig } from '@graphql-codegen/cli'

// The SDK's typed documents. As strings, so that whoever uses the SDK needs no GraphQL library.
const config: CodegenConfig = {
  schema: 'schema.graphql',
  documents: ['client/sdk/operations/*.graphql'],
  generates: {
    'client/sdk/generated/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: {
        documentMode: 'string',
        useTypeImports: true,
        enumsAsTypes: true,
        scalars: { ID: 'string', DateTime: 'string', JSON: 'unknown', FeedCursor: 'string' },
      },
    },
  },
  importExtension: '.ts',
}

export default config
