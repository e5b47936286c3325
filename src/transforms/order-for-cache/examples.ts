import type { TransformExample } from '../../engine/transform.ts'

const MANIFEST = '{"name":"shop","dependencies":{"express":"4.21.2"},"scripts":{"build":"tsc"}}\n'
const LOCK =
  '{"lockfileVersion":3,"packages":{"":{"name":"shop"},"node_modules/express":{"version":"4.21.2","resolved":"https://registry.npmjs.org/express/-/express-4.21.2.tgz"}}}\n'

export const examples: readonly TransformExample[] = [
  {
    name: 'package.json and the lock file first',
    files: {
      '.dockerignore': 'node_modules\n',
      'package.json': MANIFEST,
      'package-lock.json': LOCK,
      'server.js': '',
    },
    before:
      'FROM node:22-slim\nWORKDIR /app\nCOPY . .\nRUN npm ci && npm run build\nCMD ["node", "dist/server.js"]\n',
    after:
      'FROM node:22-slim\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .\nRUN npm run build\nCMD ["node", "dist/server.js"]\n',
  },
  {
    name: 'node_modules of the build context',
    files: {
      'package.json': MANIFEST,
      'package-lock.json': LOCK,
      'node_modules/express/package.json': '{}',
    },
    before: 'FROM node:22-slim\nWORKDIR /app\nCOPY . .\nRUN npm ci\nCMD ["node", "server.js"]\n',
    refused: 'add node_modules to .dockerignore',
  },
]
