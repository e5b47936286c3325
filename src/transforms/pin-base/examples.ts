import type { Facts } from '../../engine/facts.ts'
import type { TransformExample } from '../../engine/transform.ts'

const NODE = 'sha256:17514b20acef0e79691285e7a59f3ae561f7a1702a9adc72a515aef23f326729'
const UV = 'sha256:8d0cb5d1cd8c1d0a1d4e7d2f6b8f5a3e9d1c7b4a6f2e8d0c5b3a1f9e7d6c4b2a'

const facts: Facts = {
  digest(image) {
    if (image === 'docker.io/library/node:20-slim') return { kind: 'known', digest: NODE }
    if (image === 'ghcr.io/astral-sh/uv:0.8') return { kind: 'known', digest: UV }
    return {
      kind: 'unknown',
      reason: `docker.io gives out no image ${image.replace('docker.io/', '')}: there is none, or it takes a login`,
      unblock: 'run docker login; an image that is only built locally has nothing to be pinned to',
    }
  },
}

export const examples: readonly TransformExample[] = [
  {
    name: 'a base and an image that is copied from',
    before: 'FROM node:20-slim\nCOPY --from=ghcr.io/astral-sh/uv:0.8 /uv /bin/uv\nCMD ["node"]\n',
    after: `FROM node:20-slim@${NODE}\nCOPY --from=ghcr.io/astral-sh/uv:0.8@${UV} /uv /bin/uv\nCMD ["node"]\n`,
    facts,
  },
  {
    name: 'the default of a build argument',
    before: 'ARG NODE_VERSION=20-slim\nFROM node:${NODE_VERSION}\nCMD ["node"]\n',
    after: `ARG NODE_VERSION=20-slim@${NODE}\nFROM node:\${NODE_VERSION}\nCMD ["node"]\n`,
    facts,
  },
  {
    name: 'an image that no registry gives out',
    before: 'FROM acme/base:dev\nCMD ["app"]\n',
    refused: 'docker.io gives out no image acme/base:dev',
    facts,
  },
  {
    name: 'a variable in the middle',
    before: 'ARG NODE_VERSION=20\nFROM node:${NODE_VERSION}-slim\nCMD ["node"]\n',
    refused: 'a digest behind node:${NODE_VERSION}-slim would hold for the defaults of its variables alone',
    facts,
  },
]
