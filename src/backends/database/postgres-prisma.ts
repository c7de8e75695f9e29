import { PrismaPg } from '@prisma/adapter-pg'
import {
  type ColumnType,
  ColumnTypeEnum,
  type SqlDriverAdapterFactory,
  type SqlQuery,
  type SqlQueryable,
  type SqlResultSet,
} from '@prisma/driver-adapter-utils'
import type pg from 'pg'
import { StorageUnavailable } from './database.ts'
import { BOOLEAN_COLUMNS, TIME_COLUMNS } from './generated/columns.ts'
import { PrismaClient as PostgresClient } from './generated/postgresql/client.ts'
import type { PrismaClient } from './generated/sqlite/client.ts'

/**
 * Prisma over tables that hold times as milliseconds and booleans as 0 and 1, as on SQLite: what it asks and what it is
 * answered is turned from and into its own types by the columns' names.
 */
export function openPrisma(pool: pg.Pool): PrismaClient {
  const adapter = withNumbers(new PrismaPg(pool, { disposeExternalPool: false }))
  const client = new PostgresClient({ adapter }).$extends({
    query: { $allOperations: ({ args, query }) => query(args).catch(sayUnavailable) },
  })
  return client as unknown as PrismaClient
}

/** Codes of a database that cannot be reached, or not in time: https://www.prisma.io/docs/orm/reference/error-reference */
const AWAY = /^P(1001|1002|1008|1017|2024|2037)$/
/** What the driver says where Prisma knows no code. */
const BROKEN = /Connection terminated|terminating connection|timeout exceeded|Query read timeout|ECONN/

function sayUnavailable(error: Error & { code?: string }): never {
  if (AWAY.test(error.code ?? '') || BROKEN.test(error.message))
    throw new StorageUnavailable('the database cannot be reached', { cause: error })
  throw error
}

const columns = new Map<string, ColumnType>([
  ...TIME_COLUMNS.map((name) => [name, ColumnTypeEnum.DateTime] as const),
  ...BOOLEAN_COLUMNS.map((name) => [name, ColumnTypeEnum.Boolean] as const),
])

function withNumbers(factory: SqlDriverAdapterFactory): SqlDriverAdapterFactory {
  return {
    ...factory,
    provider: factory.provider,
    adapterName: factory.adapterName,
    connect: async () => wrap(await factory.connect()),
  }
}

function wrap<T extends SqlQueryable>(inner: T): T {
  return new Proxy(inner, {
    get(target, name) {
      if (name === 'queryRaw') return async (query: SqlQuery) => toPrisma(await target.queryRaw(toNumbers(query)))
      if (name === 'executeRaw') return (query: SqlQuery) => target.executeRaw(toNumbers(query))
      const value = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

function toNumbers(query: SqlQuery): SqlQuery {
  const isNumber = query.argTypes.map(({ scalarType }) => scalarType === 'datetime' || scalarType === 'boolean')
  return {
    ...query,
    args: query.args.map((arg, index) => (isNumber[index] && arg !== null ? numberOf(arg) : arg)),
    argTypes: query.argTypes.map((type, index) => (isNumber[index] ? { ...type, scalarType: 'bigint' } : type)),
  }
}

function numberOf(arg: unknown): number {
  return typeof arg === 'boolean' ? Number(arg) : new Date(arg as string | Date).getTime()
}

function toPrisma(result: SqlResultSet): SqlResultSet {
  const kinds = result.columnNames.map((name) => columns.get(name))
  return {
    ...result,
    columnTypes: result.columnTypes.map((type, index) => kinds[index] ?? type),
    rows: result.rows.map((row) => row.map((value, index) => (value === null ? null : toKind(value, kinds[index])))),
  }
}

function toKind(value: unknown, kind: number | undefined): unknown {
  if (kind === ColumnTypeEnum.DateTime) return new Date(Number(value)).toISOString()
  return kind === ColumnTypeEnum.Boolean ? Number(value) !== 0 : value
}
