import { html } from 'hono/html'

export const SIGN_IN_CSS = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { min-height: 100vh; margin: 0; display: grid; place-items: center }
main { width: min(24rem, 90vw) }
h1 { font-size: 1.5rem }
label, input, button { display: block; width: 100%; box-sizing: border-box }
input, button { margin: .25rem 0 1rem; padding: .6rem; font: inherit; border: 1px solid; border-radius: .4rem }
button { cursor: pointer; font-weight: 600 }
a.issuer { display: block; margin: .25rem 0 1rem; padding: .6rem; text-align: center; font-weight: 600; text-decoration: none;
  color: inherit; border: 1px solid; border-radius: .4rem }
.or { text-align: center; opacity: .7 }
.message { padding: .6rem; border-left: .25rem solid #d33 }
.message code { display: block; opacity: .7 }
`

/** What the page is about. */
export interface Shown {
  /** Of a link: a button takes the place of the form. */
  token?: string
  /** Why a sign-in was refused, and the stable code of it. */
  message?: string
  code?: string
  /** The page that a sign-in leads to. */
  next?: string
  /** The name of the issuer that people may sign in through; left out: there is none. */
  issuer?: string
}

/** A form for a key, below a link to the issuer where there is one; for a link of this server a button. Neither script nor style inside. */
export function signInPage({ token, message, code, next, issuer }: Shown) {
  return html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Sign in · Hookline</title><link rel="stylesheet" href="/sign-in.css"></head>
<body><main>
<h1>Hookline</h1>
${message === undefined ? '' : html`<p class="message" role="alert">${message}${code === undefined ? '' : html` <code>${code}</code>`}</p>`}
${issuer === undefined || token !== undefined ? '' : issuerLink(issuer, next)}
<form method="post" action="/sign-in">
${token === undefined ? keyField(issuer === undefined) : html`<input type="hidden" name="token" value="${token}"><p>This link signs this browser in, once.</p>`}
${next === undefined ? '' : html`<input type="hidden" name="next" value="${next}">`}
<button>Sign in</button>
</form>
</main></body>
</html>
`
}

/** A link and no form: browsers hold what a form leads to against form-action, also where it is sent on. */
function issuerLink(issuer: string, next: string | undefined) {
  const query = next === undefined ? '' : `?next=${encodeURIComponent(next)}`
  return html`<a class="issuer" href="/sign-in/oidc${query}">Sign in with ${issuer}</a>
<p class="or">or</p>`
}

function keyField(isFirst: boolean) {
  return html`<label for="key">API key</label>
<input id="key" name="key" type="password" autocomplete="current-password" spellcheck="false" required${isFirst ? html` autofocus` : ''}>`
}
