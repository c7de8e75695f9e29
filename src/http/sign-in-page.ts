import { html } from 'hono/html'

export const SIGN_IN_CSS = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { min-height: 100vh; margin: 0; display: grid; place-items: center }
main { width: min(24rem, 90vw) }
h1 { font-size: 1.5rem }
label, input, button { display: block; width: 100%; box-sizing: border-box }
input, button { margin: .25rem 0 1rem; padding: .6rem; font: inherit; border: 1px solid; border-radius: .4rem }
button { cursor: pointer; font-weight: 600 }
.message { padding: .6rem; border-left: .25rem solid #d33 }
`

/** A form for a key; with the token of a link, a button instead. `next`: the page that it leads to. Neither script nor style inside. */
export function signInPage({ token, message, next }: { token?: string; message?: string; next?: string }) {
  return html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Sign in · Hookline</title><link rel="stylesheet" href="/sign-in.css"></head>
<body><main>
<h1>Hookline</h1>
${message === undefined ? '' : html`<p class="message" role="alert">${message}</p>`}
<form method="post" action="/sign-in">
${token === undefined ? keyField() : html`<input type="hidden" name="token" value="${token}"><p>This link signs this browser in, once.</p>`}
${next === undefined ? '' : html`<input type="hidden" name="next" value="${next}">`}
<button>Sign in</button>
</form>
</main></body>
</html>
`
}

function keyField() {
  return html`<label for="key">API key</label>
<input id="key" name="key" type="password" autocomplete="current-password" spellcheck="false" required autofocus>`
}
