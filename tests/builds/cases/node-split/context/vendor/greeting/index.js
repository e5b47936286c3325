export const greeting = 'good day'
