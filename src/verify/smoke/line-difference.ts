// What programs printed, line by line. Own and small: the whole diff belongs to the reports.

/** Longer outputs are aligned as far as this; the cost grows with its square. */
const MOST_LINES = 2000
const LONGEST_LINE = 160

/** The lines of a text without their ends; a last line without an end counts. */
export function linesOf(text: string): readonly string[] {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines
}

/** Lines that both have, in order; of very long outputs only those near the ends. */
export function commonLines(first: readonly string[], second: readonly string[]): readonly string[] {
  return align(first, second).flatMap(([at]) => first[at] ?? [])
}

/** Whether all of the wanted lines are there, in order, whatever else is. */
export function hasInOrder(lines: readonly string[], wanted: readonly string[]): boolean {
  let at = 0
  for (const line of lines) if (at < wanted.length && line === wanted[at]) at += 1
  return at === wanted.length
}

/** The lines that differ, with - and + in front of them, and how many more there are. @param limit lines at most */
export function lineDifference(before: string, after: string, limit: number): readonly string[] {
  const [old, fresh] = [linesOf(before), linesOf(after)]
  const lines: string[] = []
  let count = 0
  const add = (line: () => string): void => {
    // Outputs may differ in more lines than anybody wants to have made.
    if (lines.length < limit) lines.push(line())
    count += 1
  }
  let [from, to] = [0, 0]
  for (const [oldAt, freshAt] of [...align(old, fresh), [old.length, fresh.length] as const]) {
    const [gone, added] = [old.slice(from, oldAt), fresh.slice(to, freshAt)]
    for (const [place, line] of gone.entries()) add(() => `- ${excerpt(line, added[place])}`)
    for (const [place, line] of added.entries()) add(() => `+ ${excerpt(line, gone[place])}`)
    ;[from, to] = [oldAt + 1, freshAt + 1]
  }
  if (count === 0 && before !== after) return ['only the line end at the end of the output differs']
  if (count <= limit) return lines
  return [...lines.slice(0, limit - 1), `… ${count - limit + 1} more lines differ`]
}

/** In one line that a terminal shows as it is: control characters written out, cut where it is too long. */
export function printable(text: string, longest = LONGEST_LINE): string {
  const shown = text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, escaped)
  return shown.length > longest ? `${shown.slice(0, longest - 1)}…` : shown
}

function escaped(char: string): string {
  if (char === '\t') return ' '
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
}

/** A long line from shortly before the place at which it differs from the other. */
function excerpt(line: string, other: string | undefined): string {
  if (other === undefined || line.length <= LONGEST_LINE) return printable(line)
  let at = 0
  while (at < line.length && line[at] === other[at]) at += 1
  return at <= LONGEST_LINE / 2 ? printable(line) : printable(`…${line.slice(at - LONGEST_LINE / 4)}`)
}

type Pair = readonly [first: number, second: number]

/** Pairs of places at which the same line stands: a longest common subsequence. */
function align(first: readonly string[], second: readonly string[]): readonly Pair[] {
  let start = 0
  while (start < first.length && start < second.length && first[start] === second[start]) start += 1
  let end = 0
  const most = Math.min(first.length, second.length) - start
  while (end < most && first[first.length - 1 - end] === second[second.length - 1 - end]) end += 1
  const pairs: Pair[] = []
  for (let at = 0; at < start; at += 1) pairs.push([at, at])
  const middle = alignMiddle(
    first.slice(start, Math.min(first.length - end, start + MOST_LINES)),
    second.slice(start, Math.min(second.length - end, start + MOST_LINES)),
  )
  pairs.push(...middle.map(([one, two]) => [start + one, start + two] as const))
  for (let at = end; at > 0; at -= 1) pairs.push([first.length - at, second.length - at])
  return pairs
}

function alignMiddle(first: readonly string[], second: readonly string[]): readonly Pair[] {
  const width = second.length + 1
  // In each place the length of what the remainders have in common.
  const lengths = new Uint16Array((first.length + 1) * width)
  const at = (one: number, two: number): number => lengths[one * width + two] ?? 0
  for (let one = first.length - 1; one >= 0; one -= 1)
    for (let two = second.length - 1; two >= 0; two -= 1)
      lengths[one * width + two] =
        first[one] === second[two] ? at(one + 1, two + 1) + 1 : Math.max(at(one + 1, two), at(one, two + 1))
  const pairs: Pair[] = []
  let [one, two] = [0, 0]
  while (one < first.length && two < second.length) {
    if (first[one] === second[two]) pairs.push([one++, two++])
    else if (at(one + 1, two) >= at(one, two + 1)) one += 1
    else two += 1
  }
  return pairs
}
