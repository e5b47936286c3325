import type { TransformExample } from '../../engine/transform.ts'

const today = '2026-01-15'

export const examples: readonly TransformExample[] = [
  {
    name: 'the manifest allows the next release',
    today,
    files: { 'package.json': '{ "engines": { "node": ">=14" } }\n' },
    before: 'FROM node:14-alpine\nWORKDIR /app\nCOPY . .\nCMD ["node", "server.js"]\n',
    after: 'FROM node:22-alpine\nWORKDIR /app\nCOPY . .\nCMD ["node", "server.js"]\n',
  },
  {
    name: 'the manifest asks for the old one',
    today,
    files: { '.nvmrc': '14\n' },
    before: 'FROM node:14-alpine\nCOPY . .\nCMD ["node", "server.js"]\n',
    found: 'Upgrade node:14-alpine to 22-alpine',
  },
  {
    name: 'the distribution below is over',
    today,
    before: 'FROM node:22-buster-slim\nCOPY . .\nCMD ["node", "server.js"]\n',
    found: 'Upgrade node:22-buster-slim to 22-bookworm-slim',
  },
  {
    name: 'a database',
    today,
    before: 'FROM postgres:12\nCOPY init.sql /docker-entrypoint-initdb.d/\n',
    found: 'Upgrade postgres:12 to 14',
  },
  {
    name: 'a version that the file uses elsewhere, too',
    today,
    files: { 'package.json': '{ "engines": { "node": ">=14" } }\n' },
    before: 'ARG VERSION=14\nFROM node:$VERSION\nARG VERSION\nRUN echo "$VERSION" > /version\n',
    refused: 'Node.js 14 ended on 2023-04-30, but ARG VERSION is also used at line',
  },
]
