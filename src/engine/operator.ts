import { isJsonObject, type Json, type JsonObject } from '../model/json.ts'
import { below, checkOperand, complain, countTest, type Spot } from './spot.ts'
import { sameJson } from './value.ts'

/** A test of one value. What is not in the payload is tested as null. */
export type ValueTest = (value: Json) => boolean

type Operator = (operand: Json, spot: Spot) => ValueTest

const holdsNever: ValueTest = () => false

const OPERATORS: Readonly<Record<string, Operator>> = {
  eq: equals,
  ne: (operand, spot) => negated(equals(operand, spot)),
  in: isIn,
  contains,
  startsWith,
  exists,
  gt: (operand, spot) => compares(operand, spot, (order) => order > 0),
  lt: (operand, spot) => compares(operand, spot, (order) => order < 0),
  all: (operand, spot) => ofSpecs(operand, spot, (tests, value) => tests.every((test) => ofSome(value, test))),
  any: (operand, spot) => ofSpecs(operand, spot, (tests, value) => tests.some((test) => ofSome(value, test))),
  not: (operand, spot) => negated(compileSpec(operand, spot)),
}

/**
 * Makes a test of what stands behind a path in conditions: a plain value, a list, or an object of operators, all of which
 * must hold. Texts are compared exactly, case too; numbers only with numbers; what is absent counts as null.
 *
 * | written                    | holds when the payload's value                                                   |
 * |----------------------------|----------------------------------------------------------------------------------|
 * | `x` (plain) or `{eq: x}`   | is the same JSON value; `eq` also takes lists and objects                        |
 * | `{ne: x}`                  | is not the same; so also where nothing is there                                  |
 * | `[x, y]` or `{in: [x, y]}` | is one of these; of a list: some element is                                      |
 * | `{contains: x}`            | is a text with that text in it, or a list with that element                      |
 * | `{startsWith: "x"}`        | is a text that begins so                                                         |
 * | `{exists: true}`           | is there and not null; `false`: is not                                           |
 * | `{gt: x}`, `{lt: x}`       | is a number above or below that number, or a text after or before that text      |
 * | `{any: [s, t]}`            | passes at least one of these, each a plain value, a list or operators again      |
 * | `{all: [s, t]}`            | passes each of these; for `any` and `all` a list passes what some element passes |
 * | `{not: s}`                 | does not pass this                                                               |
 *
 * Problems go to `spot`; the test is then of no use.
 */
export function compileSpec(spec: Json, spot: Spot): ValueTest {
  if (!countTest(spot)) return holdsNever
  if (Array.isArray(spec)) return isIn(spec, spot)
  return isJsonObject(spec) ? compileOperators(spec, spot) : equals(spec, spot)
}

function compileOperators(spec: JsonObject, spot: Spot): ValueTest {
  const names = Object.keys(spec)
  if (names.length === 0) complain(spot, `must name an operator: one of ${Object.keys(OPERATORS).join(', ')}`)
  for (let i = 1; i < names.length; i++) if (!countTest(spot)) return holdsNever
  const tests = names.map((name) => compileOperator(name, spec[name]!, below(spot, name)))
  const only = tests.length === 1 ? tests[0] : undefined
  return only ?? ((value) => tests.every((test) => test(value)))
}

function compileOperator(name: string, operand: Json, spot: Spot): ValueTest {
  const operator = Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined
  if (operator) return operator(operand, spot)
  complain(spot, `is not an operator; these are: ${Object.keys(OPERATORS).join(', ')}`)
  return holdsNever
}

function equals(operand: Json, spot: Spot): ValueTest {
  checkOperand(operand, spot)
  if (typeof operand !== 'object' || operand === null) return (value) => value === operand
  return (value) => sameJson(value, operand)
}

function isIn(operand: Json, spot: Spot): ValueTest {
  if (!Array.isArray(operand) || operand.length === 0) return expected('a list with at least one value', spot)
  checkOperand(operand, spot)
  const isOne = (value: Json): boolean => operand.some((each) => sameJson(each, value))
  return (value) => isOne(value) || (Array.isArray(value) && value.some(isOne))
}

function contains(operand: Json, spot: Spot): ValueTest {
  if (operand === null || typeof operand === 'object' || operand === '') return expected('a text, a number or a boolean', spot)
  checkOperand(operand, spot)
  return (value) => {
    if (typeof value === 'string') return typeof operand === 'string' && value.includes(operand)
    return Array.isArray(value) && value.includes(operand)
  }
}

function startsWith(operand: Json, spot: Spot): ValueTest {
  if (typeof operand !== 'string' || operand === '') return expected('a text', spot)
  checkOperand(operand, spot)
  return (value) => typeof value === 'string' && value.startsWith(operand)
}

function exists(operand: Json, spot: Spot): ValueTest {
  if (typeof operand !== 'boolean') return expected('true or false', spot)
  return (value) => (value !== null) === operand
}

function compares(operand: Json, spot: Spot, holds: (order: number) => boolean): ValueTest {
  if (typeof operand !== 'number' && typeof operand !== 'string') return expected('a number or a text', spot)
  checkOperand(operand, spot)
  return (value) => typeof value === typeof operand && holds(value! > operand ? 1 : value! < operand ? -1 : 0)
}

function ofSpecs(operand: Json, spot: Spot, holds: (tests: readonly ValueTest[], value: Json) => boolean): ValueTest {
  if (!Array.isArray(operand) || operand.length === 0) return expected('a list with at least one value or object of operators', spot)
  const tests = operand.map((spec, i) => compileSpec(spec, below(spot, String(i))))
  return (value) => holds(tests, value)
}

function ofSome(value: Json, test: ValueTest): boolean {
  return Array.isArray(value) ? value.some(test) : test(value)
}

function negated(test: ValueTest): ValueTest {
  return (value) => !test(value)
}

function expected(what: string, spot: Spot): ValueTest {
  complain(spot, `must be ${what}`)
  return holdsNever
}
