import { Forbidden, NotFound } from '../../errors.ts'
import { endSessions, listPeople, type Person as PersonRow } from '../../registry/people.ts'
import { builder, Node } from '../builder.ts'
import { Role } from '../enums.ts'

const Person = builder.objectRef<PersonRow>('Person').implement({
  description: 'Somebody who has signed in through the issuer of OIDC_ISSUER, as the issuer told it the last time.',
  interfaces: [Node],
  fields: (t) => ({
    id: t.exposeID('id'),
    name: t.exposeString('name'),
    email: t.exposeString('email', { nullable: true, description: 'Only one that the issuer calls verified.' }),
    issuer: t.exposeString('issuer'),
    subject: t.exposeString('subject', { description: "The issuer's id of the person." }),
    role: t.expose('role', { type: Role }),
    createdAt: t.field({ type: 'DateTime', resolve: ({ createdAtMs }) => new Date(createdAtMs) }),
    lastSignInAt: t.field({ type: 'DateTime', resolve: ({ lastSignInAtMs }) => new Date(lastSignInAtMs) }),
    openSessions: t.exposeInt('openSessions', { description: 'Browsers that are signed in.' }),
  }),
})

builder.queryField('people', (t) =>
  t.field({
    type: [Person],
    description: 'Who has signed in through the issuer, in the order of their first sign-in. For an ADMIN.',
    resolve: (_, _args, { registry, viewer }) => listPeople(registry, viewer),
  }),
)

const EndSessionsPayload = builder.objectRef<{ person: PersonRow }>('EndSessionsPayload').implement({
  fields: (t) => ({ person: t.expose('person', { type: Person }) }),
})
const EndSessionsResult = builder.errorUnion('EndSessionsResult', {
  types: [EndSessionsPayload, NotFound, Forbidden],
  resolveType: () => 'EndSessionsPayload',
})

builder.mutationField('endSessions', (t) =>
  t.field({
    type: EndSessionsResult,
    description: 'Signs a person out everywhere. Whom the issuer still lets in can sign in again.',
    args: { personId: t.arg.id({ required: true }) },
    resolve: async (_, { personId }, { registry, viewer }) => ({ person: await endSessions(registry, viewer, personId) }),
  }),
)
