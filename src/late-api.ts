import type { Api } from './api.ts'

/**
 * An API that is loaded when it is first asked for: to take deliveries a start needs nothing of it, and loading it takes as long as the
 * rest of the start. `load` has it ready before somebody asks.
 */
export function createLateApi(make: () => Promise<Api>): Api & { load(): Promise<Api> } {
  let api: Api | null = null
  let loading: Promise<Api> | null = null
  return { load, serve, upgrade, live, close }

  function load(): Promise<Api> {
    loading ??= make().then((made) => (api = made))
    return loading
  }

  function serve(...request: Parameters<Api['serve']>): void {
    if (api) api.serve(...request)
    else void load().then((made) => made.serve(...request))
  }

  function upgrade(...request: Parameters<Api['upgrade']>): void {
    if (api) api.upgrade(...request)
    else upgradeLater(...request)
  }

  function upgradeLater(...request: Parameters<Api['upgrade']>): void {
    const [, socket] = request
    // Node hands the bare socket over: a reset by its client would be an error that nobody hears.
    const ignore = () => {}
    socket.on('error', ignore)
    void load().then((made) => {
      socket.off('error', ignore)
      if (!socket.destroyed) made.upgrade(...request)
    })
  }

  function live() {
    return api?.live() ?? { groups: 0, subscribers: 0 }
  }

  async function close(): Promise<void> {
    await (await loading)?.close()
  }
}
