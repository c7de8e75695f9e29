import { Button } from '@mantine/core'
import { Compass, RotateCw, TriangleAlert } from 'lucide-react'
import { Link, useRouteError } from 'react-router'
import { EmptyState } from '../components/empty-state.tsx'

export function NotFoundPage() {
  return (
    <EmptyState icon={Compass} title="There is no such page" text="It may have been moved, or the address is not whole.">
      <Button component={Link} to="/webhooks">
        To the webhooks
      </Button>
    </EmptyState>
  )
}

/** In the place of a page that has failed. After an update of the server, its parts have other names: loading anew helps. */
export function BrokenPage() {
  const error = useRouteError()
  return (
    <EmptyState icon={TriangleAlert} title="This page could not be shown" text={String(error)}>
      <Button leftSection={<RotateCw size={16} />} onClick={() => location.reload()}>
        Load it anew
      </Button>
    </EmptyState>
  )
}
