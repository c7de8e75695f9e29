// What the measured subscribers ask for, and the same for the floors: a message of about 600 bytes.
export const QUERY = `subscription ($where: EventFilter) { events(where: $where) { cursor kind event {
  id eventType status provider deliveryId receivedAt subject { title body actor thread url } } } }`

export const TYPES = `type Query { ok: Boolean }
  input EventFilter { eventTypes: [String!] }
  type Subject { title: String body: String actor: String thread: String url: String }
  type Event { id: ID! eventType: String! status: String! provider: String! deliveryId: String! receivedAt: String! subject: Subject! }
  type Message { cursor: String! kind: String! event: Event! }
  type Subscription { events(where: EventFilter): Message! }`

export function eventOf(number) {
  return {
    id: `evt_01m8dknty3000${String(number).padStart(13, '0')}`,
    eventType: 'issues.opened',
    status: 'PROCESSED',
    provider: 'GITHUB',
    deliveryId: '72d3162e-cc78-11e3-81ab-4c9367dc0958',
    receivedAt: '2026-11-23T12:00:00.000Z',
    subject: {
      title: 'Spelling error in the README file',
      body: "It looks like you accidently spelled 'commit' with two 't's.",
      actor: 'Codertocat',
      thread: 'Codertocat/Hello-World#1',
      url: 'https://github.com/Codertocat/Hello-World/issues/1',
    },
  }
}
