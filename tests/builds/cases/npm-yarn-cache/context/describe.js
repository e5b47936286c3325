const { readFileSync } = require('node:fs')
const { area } = require('shapes')

console.log(`area ${area}`)
for (const file of ['/srv/app/words.txt', '/srv/web/area.txt', '/home/node/app/words.txt'])
  console.log(`${file} ${readFileSync(file, 'utf8').trim()}`)
