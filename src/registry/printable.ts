/** What somebody else wrote, in one line that a terminal shows as it is. */
export function printable(text: string, length = 160): string {
  return text
    .replace(/[^\x20-\x7e]+/g, ' ')
    .trim()
    .slice(0, length)
}
