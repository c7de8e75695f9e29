import { createMemoryLimiter } from '../../src/backends/limiter/memory.ts'
import { describeLimiter } from '../contracts/limiter.ts'

describeLimiter(async () => createMemoryLimiter())
