import { stripVTControlCharacters } from 'node:util'

/** Columns of a help text, which is ASCII. */
export default (text) => stripVTControlCharacters(text).length
