import classes from './skip-link.module.css'

/** Where the page itself begins. */
export const MAIN_ID = 'main'

/** For those who go by the keyboard: past the menu, which is on every page. Seen when it has the focus. */
export function SkipLink() {
  return (
    <a
      href={`#${MAIN_ID}`}
      className={classes.skip}
      onClick={(event) => {
        event.preventDefault()
        document.getElementById(MAIN_ID)?.focus()
      }}
    >
      Skip to the page
    </a>
  )
}
