import { expect, it } from 'vitest'
import { type Data, deliver, openSocket, startLive, until } from './helpers.ts'

const document = (variables: string, withStatus: string, withoutId: string) => `
  subscription Changes($types: [String!]${variables}) {
    stream: events(where: { eventTypes: $types }) {
      __typename
      kind
      ...Position @include(if: true)
      event {
        ... on Node { ...Known }
        again: id @skip(if: ${withoutId})
        status @include(if: ${withStatus})
        webhook { name ... on Webhook @include(if: ${withStatus}) { version } }
        tasks { id }
      }
    }
  }
  fragment Position on EventMessage { cursor }
  fragment Known on WebhookEvent { id eventType subject { title thread } receivedAt payload }`
const WITH_VARIABLES = document(', $withStatus: Boolean!, $withoutId: Boolean! = false', '$withStatus', '$withoutId')
const EVENT = `query ($id: ID!) { event(id: $id) {
  id eventType subject { title thread } receivedAt payload again: id status webhook { name version } tasks { id } } }`

it.each([
  ['alike', document('', 'true', 'false'), document('', 'false', 'true')],
  ['apart by variables', WITH_VARIABLES, WITH_VARIABLES],
])('answers aliases, fragments and directives as a query does, in documents that are %s', async (_, full, short) => {
  const app = await startLive()
  const webhook = await app.createWebhook()
  const client = await openSocket(app)
  const told = (id: string): Data[] => client.got.get(id) ?? []
  client.subscribe('full', full, { withStatus: true })
  client.subscribe('short', short, { withStatus: false, withoutId: true, types: ['order.*'] })
  client.subscribe('other', full, { withStatus: false, types: ['never'] })
  await until(() => ['full', 'short', 'other'].every((id) => told(id).length > 0), 'three subscriptions')
  await deliver(app, webhook, 1)
  await until(() => told('full').length > 2 && told('short').length > 2, 'what was delivered')

  const { event: found, ...message } = told('full')[2].data.stream
  const { event } = await app.graphql(EVENT, { id: found.id })
  expect(message).toEqual({ __typename: 'EventMessage', kind: 'EVENT_PROCESSED', cursor: expect.any(String) })
  expect(found).toEqual(event)
  const { again: _again, status: _status, webhook: of, ...rest } = event
  expect(told('short')[2].data.stream.event).toEqual({ ...rest, webhook: { name: of.name } })
  expect(told('other')).toHaveLength(1)
  client.socket.terminate()
})
