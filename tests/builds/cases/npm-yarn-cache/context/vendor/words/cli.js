#!/usr/bin/env node
console.log(require('./index.json').join(' '))
