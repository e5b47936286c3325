import { createServer } from 'node:http'
import { prices } from '@market/prices'
import { page } from '../out/page.mjs'

createServer((_, response) => {
  response.end(`${page} for ${prices.bread} in ${process.cwd()}`)
}).listen(Number(process.env.PORT))
