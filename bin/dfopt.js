#!/usr/bin/env node
import module from 'node:module'

// From node 22.1 on: keeps what was compiled for the next run. It has to come before the first import of ours.
module.enableCompileCache?.()
await import('../dist/cli/main.js')
