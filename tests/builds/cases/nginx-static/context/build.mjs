import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'

const { version } = JSON.parse(readFileSync('package.json', 'utf8'))
mkdirSync('dist/assets', { recursive: true })
writeFileSync('dist/index.html', readFileSync('src/index.html', 'utf8').replace('%VERSION%', version))
writeFileSync('dist/assets/main.js', 'console.log("front")\n')
writeFileSync('dist/main.js.map', '{}')
