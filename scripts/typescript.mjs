// `node --import ./scripts/typescript.mjs`: compiles TypeScript on the fly, in this thread and, because Node hands its flags
// on, in every thread that it starts. (tsx's own `--import tsx` stays out of threads on Node 20.)
import { register } from 'tsx/esm/api'

register()
