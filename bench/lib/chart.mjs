// A picture of one column of a table: a bar for each row, a line where the others are measured from. Readable on light and dark pages.
const [WIDTH, LABEL, VALUE, ROW, TOP] = [760, 270, 110, 26, 46]
const [OURS, OTHERS, TEXT] = ['#2f7d5b', '#8a94a6', '#6b7280']

/** `rows`: `[label, value]`; `line`: where a value means as much as what it is compared with. An SVG document. */
export function barChart({ title, rows, line, digits = 2 }) {
  const most = Math.max(line ?? 0, ...rows.map(([, value]) => value))
  const x = (value) => LABEL + (value / most) * (WIDTH - LABEL - VALUE)
  const height = TOP + rows.length * ROW + 10
  const bars = rows.map(([label, value], row) => {
    const y = TOP + row * ROW
    const fill = label.includes('hookline') ? OURS : OTHERS
    return `<text x="${LABEL - 8}" y="${y + 15}" text-anchor="end">${escaped(label)}</text>
<rect x="${LABEL}" y="${y + 2}" width="${(x(value) - LABEL).toFixed(1)}" height="${ROW - 8}" rx="2" fill="${fill}"/>
<text x="${(x(value) + 6).toFixed(1)}" y="${y + 15}">${value.toFixed(digits)}</text>`
  })
  const at =
    line === undefined
      ? ''
      : `<line x1="${x(line)}" x2="${x(line)}" y1="${TOP - 6}" y2="${height - 8}" stroke="${TEXT}" stroke-dasharray="4 3"/>`
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escaped(title)}"
  font-family="system-ui, sans-serif" font-size="13" fill="${TEXT}">
<text x="8" y="22" font-size="15" font-weight="600">${escaped(title)}</text>
${at}
${bars.join('\n')}
</svg>
`
}

function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
