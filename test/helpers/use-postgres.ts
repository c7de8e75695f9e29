import { inject } from 'vitest'
import { useServer } from './postgres.ts'

// From here on, what starts a server or opens a database does so on PostgreSQL.
useServer(inject('postgres'))
