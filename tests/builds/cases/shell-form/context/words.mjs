#!/usr/bin/env node
console.log(JSON.stringify(process.argv.slice(2)), process.cwd())
