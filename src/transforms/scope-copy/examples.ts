import type { TransformExample } from '../../engine/transform.ts'

const files = {
  'package.json': '{ "scripts": { "start": "node server.js", "test": "jest" } }\n',
  'package-lock.json': '{}\n',
  'server.js': "require('express').static('public')\n",
  'lib/prices.js': 'module.exports = {}\n',
  'public/index.html': '<p>\n',
  'test/server.test.js': "require('../server')\n",
  'docs/how-to.md': '# How to\n',
  'README.md': '# Shop\n',
}

export const examples: readonly TransformExample[] = [
  {
    name: 'a server in Node, beside its tests and documents',
    files,
    before: 'FROM node:24-slim\nWORKDIR /app\nCOPY . .\nRUN npm ci --omit=dev\nCMD ["npm", "start"]\n',
    after:
      'FROM node:24-slim\nWORKDIR /app\nCOPY package-lock.json package.json server.js ./\nCOPY lib ./lib\nCOPY public ./public\nRUN npm ci --omit=dev\nCMD ["npm", "start"]\n',
  },
  {
    name: 'what is built may read anything',
    files,
    before: 'FROM node:24-slim\nWORKDIR /app\nCOPY . .\nRUN npm ci\nRUN npx webpack\nCMD ["npm", "start"]\n',
    refused: 'what npx webpack reads of the build context is not known',
  },
]
