import '@mantine/core/styles.css'
import '@mantine/notifications/styles.css'
import './app/app.css'
import { setNonce } from 'get-nonce'
import { createRoot } from 'react-dom/client'
import { App } from './app/app.tsx'
import { nonce } from './components/nonce.ts'

// What locks the page behind a dialogue writes a style sheet too.
setNonce(nonce)
createRoot(document.getElementById('root')!).render(<App />)
