#!/usr/bin/env node
// From node 22.1 on: keeps what was compiled for the next run. It has to come before the first import of ours.
process.getBuiltinModule('module').enableCompileCache?.()
await import('../dist/cli/main.js')
