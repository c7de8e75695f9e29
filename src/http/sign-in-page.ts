import { html } from 'hono/html'

/** The dashboard's colours and shapes: client/dashboard/app/theme.ts. */
export const SIGN_IN_CSS = `
:root {
  color-scheme: light dark;
  font: 16px/1.55 system-ui, sans-serif;
  --page: #f8f9fa; --card: #fff; --text: #000; --faint: #495057; --border: #868e96; --line: #dee2e6;
  --strong: #3b5bdb; --stronger: #364fc7; --focus: #3b5bdb; --bad: #c92a2a; --bad-ground: #fff5f5;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #1f1f1f; --card: #242424; --text: #c9c9c9; --faint: #b8b8b8; --border: #828282; --line: #424242;
    --focus: #91a7ff; --bad: #ff8787; --bad-ground: #3b1f1f;
  }
}
body { min-height: 100vh; margin: 0; display: grid; place-items: center; background: var(--page); color: var(--text) }
main { box-sizing: border-box; width: min(24rem, 100vw - 2rem); padding: 2rem; background: var(--card); border: 1px solid var(--line);
  border-radius: .75rem; box-shadow: 0 1px 3px #0001, 0 10px 30px #0001; overflow-wrap: anywhere }
h1 { position: relative; margin: 0 0 1.5rem; padding-left: 2.75rem; font-size: 1.25rem; line-height: 2rem }
h1::before, h1::after { content: ""; position: absolute; box-sizing: border-box }
h1::before { left: 0; top: 0; width: 2rem; height: 2rem; background: #3b5bdb; border-radius: .45rem }
h1::after { left: .6rem; top: .4rem; width: .8rem; height: 1.2rem; border: .18rem solid #fff; border-top: 0; border-radius: 0 0 .5rem .5rem }
label { display: block; font-size: .875rem; font-weight: 500 }
input:not([type=hidden]), button, a.issuer { display: block; width: 100%; box-sizing: border-box; min-height: 2.5rem; padding: .45rem .75rem;
  font: inherit; border: 1px solid var(--border); border-radius: .5rem; background: var(--card); color: inherit }
input:not([type=hidden]) { margin: .25rem 0 1rem }
button { cursor: pointer; font-weight: 600; background: var(--strong); border-color: var(--strong); color: #fff }
button:hover { background: var(--stronger) }
a.issuer { margin: 0 0 1rem; text-align: center; font-weight: 600; text-decoration: none }
a.issuer:hover { border-color: var(--focus) }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px }
.or { display: flex; align-items: center; gap: .75rem; margin: 0 0 1rem; font-size: .875rem; color: var(--faint) }
.or::before, .or::after { content: ""; flex: 1; border-top: 1px solid var(--line) }
.message { margin: 0 0 1rem; padding: .6rem .75rem; background: var(--bad-ground); border-left: .25rem solid var(--bad); border-radius: .25rem }
.message code { display: block; font-size: .875rem; color: var(--faint) }
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
