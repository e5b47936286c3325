/** The words of a piece of script as the engine counts them when it looks for lost ones. */
export function wordsOfScript(text: string): readonly string[] {
  return text.split(/[\s;&|(){}]+/).filter((word) => word !== '')
}
