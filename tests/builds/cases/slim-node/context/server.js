import { createServer } from 'node:http'
import { readFileSync } from 'node:fs'
import { greet } from 'greeting'

createServer((request, response) => {
  response.writeHead(request.url === '/health' ? 200 : 404, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ says: greet('world'), state: readFileSync('/tmp/state', 'utf8').trim() }))
}).listen(Number(process.env.PORT))
