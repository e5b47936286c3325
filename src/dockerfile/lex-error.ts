/** A word that BuildKit refuses to expand, in BuildKit's words. */
export class LexError extends Error {}
