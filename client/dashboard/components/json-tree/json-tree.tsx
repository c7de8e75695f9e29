import { Box } from '@mantine/core'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useMemo, useRef, useState } from 'react'
import { openAtFirst, parentsOf, visibleRows } from './rows.ts'
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
  const rows = useMemo(() => visibleRows(value, open), [value, open])
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => scroller.current, estimateSize: () => ROW_PX, overscan: 10 })

  const toggle = (path: string) => setOpen((before) => toggled(before, path))
  const show = (path: string) => {
    const opened = new Set([...open, ...parentsOf(value, path)])
    setOpen(opened)
    setMarked(path)
    virtual.scrollToIndex(
      visibleRows(value, opened).findIndex((row) => row.path === path),
      { align: 'center' },
    )
  }

  return (
    <Box>
      <TreeSearch value={value} onShow={show} />
      <Box ref={scroller} mah={maxHeight} style={{ overflow: 'auto' }} tabIndex={0} role="group" aria-label="JSON">
        <Box h={virtual.getTotalSize()} pos="relative" miw="max-content">
          {virtual.getVirtualItems().map(({ index, start }) => (
            <Box key={rows[index]!.path} pos="absolute" top={start} left={0} h={ROW_PX} miw="100%">
              <TreeRow
                row={rows[index]!}
                isOpen={open.has(rows[index]!.path)}
                isMarked={rows[index]!.path === marked}
                onToggle={toggle}
                onPick={onPick}
              />
            </Box>
          ))}
        </Box>
      </Box>
    </Box>
  )
}

function toggled(open: ReadonlySet<string>, path: string): Set<string> {
  const next = new Set(open)
  if (!next.delete(path)) next.add(path)
  return next
}
