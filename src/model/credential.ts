/** What is known of a stored credential, without its value; kept as JSON beside it. */
export interface CredentialStatus {
  /** What sort of credential it is, as the provider's check names it. */
  kind: string
  /** Where it is sent, without a query: one may hold a secret. */
  baseUrl: string
  ok: boolean
  /** Rights or parts that are missing. */
  missing: string[]
  /** The account in whose name is written; null: not known. */
  account: string | null
  /** ISO 8601. */
  checkedAt: string
  message: string | null
}
