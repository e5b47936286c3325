export function render(text) {
  return `export const page = ${JSON.stringify(text)}\n`
}
