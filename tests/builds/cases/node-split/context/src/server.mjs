import { createServer } from 'node:http'
import { userInfo } from 'node:os'
import { greeting } from 'greeting'
import { page } from '../out/page.mjs'

createServer((_, response) => {
  response.end(`${greeting} ${page}, as ${userInfo().username}`)
}).listen(Number(process.env.PORT))
