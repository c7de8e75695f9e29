import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const SERVER = 'http://127.0.0.1:8000'

export default defineConfig({
  plugins: [react()],
  // What src/http/dashboard.ts replaces.
  html: { cspNonce: 'NONCE_OF_THIS_ANSWER' },
  build: {
    outDir: '../../dist/dashboard',
    emptyOutDir: true,
    // The policy lets nothing be loaded from inside a style sheet or a script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1000,
  },
  // For `npx vite client/dashboard`, beside a server that runs.
  server: {
    proxy: Object.fromEntries(
      ['/graphql', '/api', '/sign-in', '/sign-out', '/sign-in.css'].map((path) => [path, { target: SERVER, ws: true }]),
    ),
  },
})
