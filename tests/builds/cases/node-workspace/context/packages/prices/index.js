export const prices = { bread: 3 }
