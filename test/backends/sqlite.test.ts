import { describeDatabase } from '../contracts/database.ts'
import { openTestDatabase } from '../helpers/database.ts'

describeDatabase(openTestDatabase)
