// Until when the release cycles of what base images bring are kept up, from endoflife.date.
import data from './data/lifecycles.json' with { type: 'json' }

/** A release cycle: Node.js 20, Debian 12. */
export interface Cycle {
  /** `Node.js` */
  readonly product: string
  /** `20` */
  readonly cycle: string
  /** The day after which there are no more fixes for everybody; undefined where none is set; '' where it is over since an unknown day. */
  readonly end: string | undefined
  /** The day up to which somebody still mends it, such as Debian's LTS team; undefined where nobody does. */
  readonly extendedEnd: string | undefined
  /** Where active support ended or ends, and only security fixes are made. */
  readonly activeEnd: string | undefined
  readonly latest: string
  readonly released: string
  /** True for a cycle with long-term support on a given day. */
  longTerm(today: string): boolean
  /** `bookworm`; empty where it has none. */
  readonly codename: string
}

/** The product behind an image: `nodejs` for `node`; undefined where none is known. */
export function productOf(image: string): string | undefined {
  const images: Readonly<Record<string, string>> = data.images
  return Object.hasOwn(images, image) ? images[image] : undefined
}

/** All cycles of a product, the newest first. */
export function cyclesOf(product: string): readonly Cycle[] {
  const products: Readonly<Record<string, string>> = data.products
  const text = Object.hasOwn(products, product) ? products[product] : undefined
  if (text === undefined) return []
  const [title = product, ...lines] = text.split('\n')
  return lines.map((line) => readCycle(title, line))
}

/** The cycle of a version: the longest that is the version or its beginning (3.12.4 is of 3.12). */
export function cycleOf(product: string, version: string): Cycle | undefined {
  return cyclesOf(product)
    .filter(({ cycle }) => version === cycle || version.startsWith(`${cycle}.`))
    .sort((left, right) => right.cycle.length - left.cycle.length)[0]
}

/** The cycle with a code name: `bookworm` of debian. */
export function cycleNamed(product: string, codename: string): Cycle | undefined {
  return cyclesOf(product).find((each) => each.codename === codename)
}

/** True where nobody mends it for everybody any more on a day. */
export function isOver({ end }: Pick<Cycle, 'end'>, today: string): boolean {
  return end !== undefined && end < today
}

export function lifecyclesDate(): string {
  return data.sources[0]?.date ?? ''
}

function readCycle(product: string, line: string): Cycle {
  const [cycle = '', end = '', latest = '', released = '', active = '', extended = '', lts = '', label = ''] =
    line.split('|')
  return {
    product,
    cycle,
    end: end === 'false' ? undefined : end === 'true' ? '' : end,
    extendedEnd: isDay(extended) ? extended : undefined,
    activeEnd: isDay(active) ? active : undefined,
    latest,
    released,
    longTerm: (today) => lts === 'true' || (isDay(lts) && lts <= today),
    codename: label.split(' ')[0]?.toLowerCase() ?? '',
  }
}

function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text)
}
