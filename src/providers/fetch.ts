/** A message's headers, names in lower case, each once. */
export type Headers = Readonly<Record<string, string | undefined>>

/**
 * The outgoing HTTP client that is handed in: guarded against private addresses, without redirects, with a deadline.
 * Header names of the answer are in lower case.
 * @throws {EgressBlocked} the address may not be reached
 * @throws {EgressFailed} no whole answer came; `mayHaveArrived` says whether the request can have taken effect
 */
export type Fetch = (url: string, init?: FetchInit) => Promise<FetchAnswer>
export interface FetchInit {
  method?: string
  headers?: Record<string, string>
  body?: string | Uint8Array
  /** How much of the answer is read. Default 20,000. */
  maxAnswerBytes?: number
}
export interface FetchAnswer {
  status: number
  headers: Headers
  /** The answer's text up to the limit. */
  text(): Promise<string>
}
