export const render = (text) => `export const page = ${JSON.stringify(text.trim())}\n`
