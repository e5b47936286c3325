export type Paint = (text: string) => string

export interface Style {
  readonly colour: boolean
  readonly bold: Paint
  readonly dim: Paint
  readonly red: Paint
  readonly green: Paint
  readonly yellow: Paint
  readonly cyan: Paint
  /** Background that marks changed words. */
  readonly removed: Paint
  readonly added: Paint
}

const plain: Paint = (text) => text

function code(open: string, close: string): Paint {
  return (text) => (text === '' ? '' : `\u001b[${open}m${text}\u001b[${close}m`)
}

const PLAIN: Style = {
  colour: false,
  bold: plain,
  dim: plain,
  red: plain,
  green: plain,
  yellow: plain,
  cyan: plain,
  removed: plain,
  added: plain,
}

const COLOURED: Style = {
  colour: true,
  bold: code('1', '22'),
  dim: code('2', '22'),
  red: code('31', '39'),
  green: code('32', '39'),
  yellow: code('33', '39'),
  cyan: code('36', '39'),
  removed: code('7', '27'),
  added: code('7', '27'),
}

export function styleFor(colour: boolean): Style {
  return colour ? COLOURED : PLAIN
}

/** Control characters in caret notation, since a terminal would obey them; tabs stay. */
export function visible(text: string): string {
  return text
    .replace(/[\u0000-\u0008\u000a-\u001f\u007f]/g, (char) => {
      return `^${String.fromCharCode(char.charCodeAt(0) ^ 64)}`
    })
    .replace(/[\u0080-\u009f\u202a-\u202e\u2066-\u2069]/g, (char) => {
      return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
    })
}
