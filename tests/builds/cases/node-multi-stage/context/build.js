const { cpSync, mkdirSync, readFileSync, writeFileSync } = require('node:fs')

mkdirSync('dist', { recursive: true })
cpSync('src/names.json', 'dist/names.json')
writeFileSync(
  'dist/main.js',
  readFileSync('src/main.js', 'utf8').replace('@VERSION@', require('./package.json').version),
)
