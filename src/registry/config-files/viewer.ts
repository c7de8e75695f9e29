import type { Viewer } from '../../model/viewer.ts'

/** Changes that come from files carry this name. */
export const CONFIG_FILE_VIEWER: Viewer = { keyId: 'config-file', name: 'config-file', role: 'ADMIN', agent: null, webhookIds: [] }
