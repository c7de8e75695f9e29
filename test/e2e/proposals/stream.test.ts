import { expect, it } from 'vitest'
import type { Data } from '../../helpers/start-app.ts'
import { openSse, type SseEvent, until } from '../../live/helpers.ts'
import { admin, caller, proposed, REJECT, start, URGENT } from './helpers.ts'

const PROPOSALS =
  'subscription ($after: FeedCursor) { proposals(after: $after) { kind cursor proposal { id status decidedBy change expiresAt } } }'
const WAIT_MS = 30_000

it('the stream of proposals tells of the opening and the decision, also after a cut; an agent hears of its own alone', async () => {
  const app = await start()
  const [brain, sibling] = [await caller(app), await caller(app)]
  const [ofPerson, ofBrain, ofSibling] = await Promise.all([app.key, brain.key, sibling.key].map((key) => openSse(app, PROPOSALS, { key })))
  await until(() => [ofPerson!, ofBrain!, ofSibling!].every(({ got }) => got.length >= 1), 'CONNECTED', WAIT_MS)

  const { id } = await proposed(brain)
  await until(() => ofPerson!.got.length >= 2, 'the opening', WAIT_MS)
  ofPerson!.cut()
  await admin(app).run(REJECT, { id })
  const other = await proposed(sibling, { ...URGENT, id: 'another' })
  const again = await openSse(app, PROPOSALS, { lastEventId: ofPerson!.got.at(-1)!.id })
  await until(() => again.got.length >= 3 && ofBrain!.got.length >= 3 && ofSibling!.got.length >= 2, 'what was missed', WAIT_MS)

  expect(told(ofPerson!.got)).toEqual([['PROPOSAL_OPENED', id, 'OPEN']])
  expect(told(again.got)).toEqual([
    ['PROPOSAL_DECIDED', id, 'REJECTED'],
    ['PROPOSAL_OPENED', other.id, 'OPEN'],
  ])
  expect(told(ofBrain!.got).map(([kind, of]) => [kind, of])).toEqual([
    ['PROPOSAL_OPENED', id],
    ['PROPOSAL_DECIDED', id],
  ])
  expect(told(ofSibling!.got)).toEqual([['PROPOSAL_OPENED', other.id, 'OPEN']])
  for (const stream of [again, ofBrain!, ofSibling!]) stream.cut()
})

function told(got: readonly SseEvent[]): [string, string, string][] {
  return got
    .map(({ data }: Data) => data.data.proposals)
    .filter(({ proposal }: Data) => proposal !== null)
    .map(({ kind, proposal }: Data) => [kind, proposal.id, proposal.status])
}
