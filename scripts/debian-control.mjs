import { readFileSync } from 'node:fs'

/** The paragraphs of a control file of Debian, such as Packages or Sources, as maps of their fields; lines of one field are joined. */
export function controlBlocks(path) {
  return readFileSync(path, 'utf8')
    .split('\n\n')
    .map(
      (block) =>
        new Map(
          block
            .replace(/\n[ \t]/g, ' ')
            .split('\n')
            .map(field),
        ),
    )
}

function field(text) {
  const colon = text.indexOf(':')
  return [text.slice(0, colon), text.slice(colon + 1).trim()]
}
