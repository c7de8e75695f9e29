import type { Place, Word } from './tree.ts'

export const SHELLS = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof SHELLS)[number]

/** The script that a shell sources. All three walk the words to the deepest command, and offer what may follow there. */
export function scriptFor(shell: Shell, places: readonly Place[]): string {
  return { bash, zsh, fish }[shell](places)
}

function bash(places: readonly Place[]): string {
  const cases = places.map(({ path, commands, options }) => `    '${path}') words='${wordsOf([...commands, ...options])}' ;;`)
  return `_hookline() {
  local current=\${COMP_WORDS[COMP_CWORD]} path='' word words=''
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$path\${path:+ }$word" in
      ${pathsOf(places)}) path="$path\${path:+ }$word" ;;
    esac
  done
  case "$path" in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  [ \${#COMPREPLY[@]} -gt 0 ] || COMPREPLY=($(compgen -f -- "$current"))
}
complete -F _hookline hookline
`
}

function zsh(places: readonly Place[]): string {
  const cases = places.map(({ path, commands, options }) => {
    const told = [...commands, ...options].map(({ word, meaning }) => quoted(`${word.replaceAll(':', '\\:')}:${meaning}`))
    return `    '${path}') found=(${told.join(' ')}) ;;`
  })
  return `#compdef hookline
_hookline() {
  local taken='' word
  local -a found
  for word in "\${words[@]:1:$((CURRENT - 2))}"; do
    case "$taken\${taken:+ }$word" in
      ${pathsOf(places)}) taken="$taken\${taken:+ }$word" ;;
    esac
  done
  case "$taken" in
${cases.join('\n')}
  esac
  _describe 'hookline' found || _files
}
if [ "$funcstack[1]" = _hookline ]; then _hookline "$@"; else compdef _hookline hookline; fi
`
}

function fish(places: readonly Place[]): string {
  const lines = places.flatMap(({ path, commands, options }) => {
    const at = `complete -c hookline -n '__hookline_at "${path}"'`
    return [
      ...commands.map(({ word, meaning }) => `${at} -f -a ${word} -d ${fishQuoted(meaning)}`),
      ...options.map(({ word, meaning }) => `${at} -l ${word.replace(/^--/, '')} -d ${fishQuoted(meaning)}`),
    ]
  })
  const paths = places.flatMap(({ path }) => (path === '' ? [] : [fishQuoted(path)]))
  return `function __hookline_at
  set -l taken ''
  for word in (commandline -opc)[2..]
    set -l next (string trim -- "$taken $word")
    contains -- $next ${paths.join(' ')}; and set taken $next
  end
  test "$taken" = "$argv[1]"
end
${lines.join('\n')}
`
}

function pathsOf(places: readonly Place[]): string {
  return places.flatMap(({ path }) => (path === '' ? [] : [`'${path}'`])).join('|')
}

function wordsOf(words: readonly Word[]): string {
  return words.map(({ word }) => word).join(' ')
}

/** For a POSIX shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}

function fishQuoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}
