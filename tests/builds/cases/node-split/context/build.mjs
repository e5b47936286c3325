import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { render } from 'render'

mkdirSync('out', { recursive: true })
writeFileSync('out/page.mjs', render(readFileSync('pages/page.txt', 'utf8')))
