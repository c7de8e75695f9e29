/** To the sign-in, and back to this page. */
export function leaveForSignIn(): void {
  const { pathname, search } = location
  location.assign(`/sign-in?next=${encodeURIComponent(pathname + search)}`)
}
