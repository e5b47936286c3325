const SOURCE =
  'Manifests and tarballs of the npm registry and public repositories, 2026-11-22; how each row is known: scripts/npm-natives/facts.txt'
const LETTERS = { portable: 'p', ready: 'r', compiled: 'c', missing: 'm', unknown: 'u' }

/** The data of the catalog from the texts of the lists. */
export function derive({ facts, seen, helpers, pureTools }) {
  const rows = lines(facts).map((line) => {
    const [row, how] = line.split(' # ')
    if (!how) throw new Error(`${line}: it is not said how that is known`)
    const fields = row.split('|').map((field) => field.trim())
    if (fields.length !== 6) throw new Error(`${line}: has ${fields.length} fields, not 6`)
    const [names, range, outcomes, build, run, majors] = fields
    const letters = outcomes.split(' ').map((word) => LETTERS[word])
    if (letters.length !== 2 || letters.includes(undefined)) throw new Error(`${line}: has odd outcomes`)
    return [names, range, letters.join(''), build, run, majors].join('|').replace(/\|+$/, '')
  })
  const known = new Set(rows.flatMap((row) => row.split('|')[0].split(' ')))
  return {
    source: SOURCE,
    regenerate: 'npm run npm-natives',
    natives: rows.join('\n'),
    scripts: sorted(lines(seen).filter((name) => !known.has(name))),
    helpers: sorted(lines(helpers)),
    pureTools: sorted(lines(pureTools)),
  }
}

function lines(text) {
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
}

function sorted(names) {
  return [...new Set(names)].sort().join(' ')
}
