/** The words that the safety net counts in an instruction's arguments. */
export function wordsIn(text: string): readonly string[] {
  return text.split(/[\s;&|(){}]+/).filter((word) => word !== '')
}

/** A keyword in the case of another one; in upper case where that has both. */
export function inCaseOf(keyword: string, model: string): string {
  return model === model.toLowerCase() ? keyword.toLowerCase() : keyword.toUpperCase()
}
