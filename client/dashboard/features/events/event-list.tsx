import { Badge, Box, Button, Center, Text, Tooltip } from '@mantine/core'
import { useVirtualizer } from '@tanstack/react-virtual'
import { ArrowUp } from 'lucide-react'
import { memo, useEffect, useRef } from 'react'
import { Link } from 'react-router'
import { ProviderMark } from '../../components/provider-mark.tsx'
import { StatusBadge } from '../../components/status-badge.tsx'
import { TimeText } from '../../components/time-text.tsx'
import classes from './event-list.module.css'
import type { EventRow } from './event-rows.ts'
import type { EventTail } from './use-event-tail.ts'

const ROW_PX = 52
/** Older ones are asked for when the reader comes this near to the end. */
const NEAR_ROWS = 40

/** The rows that are on the screen, however many there are. While the reader is not at the top, nothing moves. */
export function EventList({ tail, isPaused }: { tail: EventTail; isPaused: boolean }) {
  const { shown, waiting, hasOlder, setHeld, release, loadOlder } = tail
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    getItemKey: (index) => shown[index]!.id,
    overscan: 12,
  })
  const items = virtual.getVirtualItems()
  const last = items.at(-1)?.index ?? 0

  useEffect(() => {
    if (hasOlder && last > shown.length - NEAR_ROWS) loadOlder()
  }, [hasOlder, last, shown.length, loadOlder])

  const hold = () => {
    const isAtTop = (scroller.current?.scrollTop ?? 0) < ROW_PX
    setHeld(isPaused || !isAtTop)
    if (isAtTop && !isPaused && waiting.length > 0) release()
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: also when it is paused or goes on
  useEffect(hold, [isPaused])

  const toTop = () => {
    release()
    scroller.current?.scrollTo({ top: 0 })
  }

  return (
    <Box pos="relative">
      {waiting.length > 0 && (
        <Center pos="absolute" top={8} left={0} right={0} className={classes.above}>
          <Button size="compact-sm" radius="xl" leftSection={<ArrowUp size={14} />} onClick={toTop}>
            {waiting.length.toLocaleString('en')} new
          </Button>
        </Center>
      )}
      <div ref={scroller} className={classes.scroller} onScroll={hold} role="feed" aria-label="Events" aria-busy={false}>
        <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {items.map(({ index, key, start }) => (
            <div key={key} className={classes.place} style={{ transform: `translateY(${start}px)` }}>
              <EventLine event={shown[index]!} index={index} />
            </div>
          ))}
        </div>
      </div>
    </Box>
  )
}

const EventLine = memo(function EventLine({ event, index }: { event: EventRow; index: number }) {
  const { id, receivedAt, provider, eventType, status, statusReason, webhook, subject } = event
  return (
    <article aria-posinset={index + 1} aria-setsize={-1} className={classes.article}>
      <Link to={`/events/${id}`} className={classes.line}>
        <ProviderMark provider={provider} />
        <div className={classes.what}>
          <Text size="sm" truncate>
            {subject?.title ?? eventType}
          </Text>
          <Text size="xs" c="dimmed" truncate>
            <span className={classes.type}>{eventType}</span> · {webhook.name}
            {subject?.actor && ` · ${subject.actor}`}
          </Text>
        </div>
        <Tooltip label={statusReason} disabled={!statusReason} multiline maw={320}>
          <span>
            <StatusBadge status={status} />
          </span>
        </Tooltip>
        <Text size="xs" c="dimmed" className={classes.time}>
          <TimeText at={receivedAt} />
        </Text>
      </Link>
    </article>
  )
})

/** Whether what happens is shown as it happens. */
export function LiveMark({ isPaused, isSearch }: { isPaused: boolean; isSearch: boolean }) {
  if (isPaused)
    return (
      <Badge color="gray" variant="light" tt="none">
        Paused
      </Badge>
    )
  return (
    <Badge color="green" variant="light" tt="none">
      {isSearch ? 'Live, by asking anew' : 'Live'}
    </Badge>
  )
}
