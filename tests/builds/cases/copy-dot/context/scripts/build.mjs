import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'

// The file says which image it is built from, wherever it was copied.
const base = /^FROM (\S+)/m.exec(readFileSync('Dockerfile', 'utf8'))?.[1]
mkdirSync('public')
writeFileSync('public/index.html', `<title>built on ${base}</title>\n`)
