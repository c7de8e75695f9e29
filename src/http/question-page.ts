import { html } from 'hono/html'
import type { Question } from '../backends/database/generated/sqlite/client.ts'
import { showHidden } from '../engine/hidden.ts'

/** A question with what stands around it. Everything in it may come from outside: `html` escapes it, and what is hidden in it is shown. */
export interface Shown {
  question: Question
  /** Of the event, as the provider's people wrote it. */
  title: string
  url: string | null
  viewer: string
  isOpen: boolean
  /** The viewer's key has a role that answers. */
  mayAnswer: boolean
  /** What came of the answer that was just tried. */
  message?: string
  /** The text that was just tried. */
  given?: string
}

type Part = ReturnType<typeof html> | ''

export const QUESTION_CSS = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { margin: 0; display: grid; justify-items: center }
main { width: min(40rem, 100vw - 2rem); margin: 1.5rem 0; overflow-wrap: anywhere }
h1 { font-size: 1.25rem }
.text { white-space: pre-wrap }
.text, .answer, .message { margin: 1rem 0; padding: .6rem; border-left: .25rem solid #4a7dd8 }
.answer { border-color: #2b8a4b; white-space: pre-wrap }
.message { border-color: #d33 }
dl { display: grid; grid-template-columns: auto 1fr; gap: .25rem 1rem }
dt { opacity: .7 }
dd { margin: 0 }
fieldset { margin: 0 0 1rem; padding: .5rem; border: 1px solid; border-radius: .4rem }
label { display: block; padding: .4rem }
textarea, button { box-sizing: border-box; width: 100%; margin: .25rem 0 1rem; padding: .6rem; font: inherit; border: 1px solid; border-radius: .4rem }
button { cursor: pointer; font-weight: 600 }
`

/** The question, and while it is open the form to answer it. Works without scripts. */
export function questionPage(shown: Shown) {
  const { question, title, message } = shown
  return page(html`<h1>A question about ${about(title, shown.url)}</h1>
${message === undefined ? '' : html`<p class="message" role="alert">${message}</p>`}
<p class="text">${showHidden(question.question)}</p>
${facts(shown)}
${outcome(shown)}`)
}

/** What stands in the way of showing a question. `signIn`: where it can be mended. */
export function problemPage(text: string, signIn: string | null) {
  return page(html`<h1>Hookline</h1>
<p class="message" role="alert">${text}</p>
${signIn === null ? '' : html`<p><a href="${signIn}">Sign in</a>, then answer again.</p>`}`)
}

function page(content: Part) {
  return html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><title>Question · Hookline</title><link rel="stylesheet" href="/question.css"></head>
<body><main>
${content}
</main></body>
</html>
`
}

/** Only a web address becomes a link: what a payload calls a URL may be a script. */
function about(title: string, url: string | null): Part {
  const isWeb = url !== null && URL.canParse(url) && ['https:', 'http:'].includes(new URL(url).protocol)
  return isWeb ? html`<a href="${url}" rel="noopener noreferrer">${showHidden(title)}</a>` : html`${showHidden(title)}`
}

function facts({ question, viewer }: Shown): Part {
  const answerers = JSON.parse(question.answerersJson) as string[]
  return html`<dl>
<dt>Who is asked</dt><dd>${answerers.length > 0 ? showHidden(answerers.join(', ')) : 'anyone there'}</dd>
<dt>Asked</dt><dd>${time(question.askedAt)}${question.askedBy === null ? '' : ` by ${question.askedBy}`}</dd>
${question.expiresAt === null || question.status !== 'OPEN' ? '' : html`<dt>Open until</dt><dd>${time(question.expiresAt)}</dd>`}
<dt>You are</dt><dd>${viewer}</dd>
</dl>`
}

function outcome(shown: Shown): Part {
  const { question, isOpen, mayAnswer } = shown
  if (question.status === 'ANSWERED') return answered(question)
  if (question.status === 'CANCELLED') return html`<p>This question was taken back.</p>`
  if (!isOpen) return html`<p>The time for an answer is up.</p>`
  return mayAnswer ? form(shown) : html`<p>You may read this question. Answering it takes a key with the role ADMIN or OPERATOR.</p>`
}

function answered({ answer, answeredBy, answeredAt }: Question): Part {
  const by = answeredBy === null ? 'No answer came in time; taken instead' : `Answered by ${showHidden(answeredBy)}`
  return html`<p>${by}${answeredAt === null ? '' : html`, ${time(answeredAt)}`}:</p>
<p class="answer">${showHidden(answer ?? '')}</p>`
}

function form({ question, given }: Shown): Part {
  const options = JSON.parse(question.optionsJson) as string[]
  return html`<form method="post" action="/questions/${question.questionId}">
${question.kind === 'TEXT' ? textField(given) : question.kind === 'CHOICE' ? choices(options, given) : verdicts(options)}
</form>`
}

function textField(given = ''): Part {
  return html`<label for="answer">Your answer</label>
<textarea id="answer" name="answer" rows="5" maxlength="10000" required>
${given}</textarea>
<button>Answer</button>`
}

function choices(options: readonly string[], given: string | undefined): Part {
  return html`<fieldset><legend>Your answer</legend>
${options.map((option) => html`<label><input type="radio" name="answer" value="${option}" required${option === given ? ' checked' : ''}> ${showHidden(option)}</label>`)}
</fieldset>
<button>Answer</button>`
}

/** The words for approving and for rejecting, where the question brings its own. */
function verdicts([approve, reject]: readonly string[]): Part {
  return html`<button name="answer" value="${approve ?? 'approve'}">${showHidden(approve ?? 'Approve')}</button>
<button name="answer" value="${reject ?? 'reject'}">${showHidden(reject ?? 'Reject')}</button>`
}

function time(at: Date): Part {
  return html`<time datetime="${at.toISOString()}">${at.toISOString().slice(0, 16).replace('T', ' ')} UTC</time>`
}
