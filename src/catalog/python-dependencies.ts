// Which Python packages bring others that are not pure. From public lock files, see scripts/python-wheels.
import data from './data/python-dependencies.json' with { type: 'json' }

export interface Brought {
  /** Normalized, with the extra that is asked for: `uvicorn[standard]`. */
  readonly name: string
  /** Only older Pythons than this need it, as 309 for 3.9. */
  readonly before: number | undefined
}

function once<Result>(make: () => Result): () => Result {
  let made: { readonly result: Result } | undefined
  return () => (made ??= { result: make() }).result
}

const alone = once(() => new Set(data.alone.split(' ')))
const names = once(() => data.names.split(' '))
const brings = once((): ReadonlyMap<string, string> => new Map(Object.entries(data.brings)))

/**
 * What comes with a package, or with an extra of one (`uvicorn[standard]`), as far as it is not pure or brings something that is not;
 * undefined where that is not known. Of all versions together: one of them may bring less.
 */
export function broughtBy(key: string): readonly Brought[] | undefined {
  if (alone().has(key)) return []
  const text = brings().get(key)
  return text?.split(' ').flatMap((each) => {
    const [place = '', before] = each.split('<')
    const name = names()[parseInt(place, 36)]
    return name === undefined ? [] : [{ name, before: before === undefined ? undefined : Number(before) }]
  })
}
