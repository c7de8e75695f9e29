import { Box } from '@mantine/core'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useMemo, useRef, useState } from 'react'
import { type Keys, linesOf, openAtFirst, openTo, pathOf, toggled } from './rows.ts'
import { TreeRow } from './tree-row.tsx'
import { TreeSearch } from './tree-search.tsx'

interface JsonTreeProps {
  value: unknown
  /** Told the path of what was clicked, as conditions and templates name it: `issue.labels.0.name`. Left out: nothing can be picked. */
  onPick?(path: string, value: unknown): void
  /** How far it is open at first. Default: 2. */
  depth?: number
  /** In pixels; a small tree takes less. Default: 480. */
  maxHeight?: number
}

const ROW_PX = 26

/** JSON to look into, of any size: what is not open costs nothing, and only what is on the screen is drawn. */
export function JsonTree({ value, onPick, depth = 2, maxHeight = 480 }: JsonTreeProps) {
  const [open, setOpen] = useState(() => openAtFirst(value, depth))
  const [marked, setMarked] = useState<string | null>(null)
  const scroller = useRef<HTMLDivElement>(null)
  const lines = useMemo(() => linesOf(value, open), [value, open])
  const virtual = useVirtualizer({ count: lines.count, getScrollElement: () => scroller.current, estimateSize: () => ROW_PX, overscan: 10 })

  const toggle = (keys: Keys) => setOpen((before) => toggled(before, keys))
  const show = (keys: Keys) => {
    const opened = openTo(open, keys)
    setOpen(opened)
    setMarked(pathOf(keys))
    virtual.scrollToIndex(linesOf(value, opened).indexOf(keys), { align: 'center' })
  }

  return (
    <Box>
      <TreeSearch value={value} onShow={show} />
      <Box ref={scroller} mah={maxHeight} style={{ overflow: 'auto' }} tabIndex={0} role="group" aria-label="JSON">
        <Box h={virtual.getTotalSize()} pos="relative" miw="max-content">
          {virtual.getVirtualItems().map(({ index, start }) => {
            const row = lines.at(index)
            return (
              <Box key={pathOf(row.keys)} pos="absolute" top={start} left={0} h={ROW_PX} miw="100%">
                <TreeRow row={row} isMarked={pathOf(row.keys) === marked} onToggle={toggle} onPick={onPick} />
              </Box>
            )
          })}
        </Box>
      </Box>
    </Box>
  )
}
