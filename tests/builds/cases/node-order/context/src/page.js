import { greet } from 'greeting'

console.log(greet('cache'))
