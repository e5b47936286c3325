const { realpathSync } = require('node:fs')
const names = require('./names.json')

const name = process.argv[process.argv.indexOf('--name') + 1]
console.log(`@VERSION@ ${names[name] ?? name} uid ${process.getuid()} from ${realpathSync(process.argv[1])}`)
