import { mkdirSync, writeFileSync } from 'node:fs'
import { render } from 'render'

mkdirSync('out', { recursive: true })
writeFileSync('out/page.mjs', render('bread'))
