import type { TransformDocs, TransformExample } from '../../engine/transform.ts'

export const docs: TransformDocs = {
  why: 'The builder sends all of the build context that the ignore file does not hide, and `COPY . .` takes all of it into the image: the history of the project, installed packages of another system, `.env` files, editor settings. Each change of any of these also makes the builder run again all that follows. The file that the build reads is written: `<name>.dockerignore` beside the Dockerfile where there is one, else `.dockerignore` at the root of the context. Only what is there is listed, behind the patterns that are there already, and nothing twice.',
  risks:
    'Something may read a file that no Dockerfile names. So nothing is hidden that a COPY, ADD or bind mount of any Dockerfile of the context names, or that a pattern of the ignore file lets in again; `.git` stays where a script or plugin asks for versions, `.env` where a library or tool reads it, a key or a document where any source names it, and installed packages and build output where a Dockerfile does not make them itself. Without a build context that is known, and in one with more than 20,000 paths, nothing is done. Tests and folders of documents are left in.',
  references: [
    'https://docs.docker.com/build/concepts/context/#dockerignore-files',
    'https://docs.docker.com/build/building/best-practices/#exclude-with-dockerignore',
  ],
}

const NODE = `FROM node:22-slim
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
CMD ["node", "server.js"]
`

const PYTHON = `FROM python:3.13-slim
WORKDIR /app
COPY . .
RUN pip install --no-cache-dir .
CMD ["python", "-m", "app"]
`

export const examples: readonly TransformExample[] = [
  {
    name: 'no ignore file yet',
    files: {
      'package.json': '{ "name": "app" }\n',
      'package-lock.json': '{}\n',
      'server.js': 'setInterval(() => {}, 1000)\n',
      'node_modules/a/index.js': '\n',
      '.git/HEAD': 'ref: refs/heads/main\n',
      '.env': 'TOKEN=abc\n',
      Dockerfile: NODE,
    },
    before: NODE,
    after: NODE,
    written: {
      '.dockerignore': `# Version control
.git

# Made again by the build
node_modules

# Secrets
.env

# Docker and CI
.dockerignore
Dockerfile
`,
    },
  },
  {
    name: 'an ignore file that lacks something',
    files: {
      '.dockerignore': '.git\n*.md\n',
      'app/__init__.py': '\n',
      'app/__pycache__/x.pyc': '\n',
      'pyproject.toml': '[project]\nname = "app"\n',
      '.git/HEAD': 'ref: refs/heads/main\n',
      '.venv/pyvenv.cfg': 'home = /usr/bin\n',
    },
    before: PYTHON,
    after: PYTHON,
    written: { '.dockerignore': '.git\n*.md\n**/__pycache__\n.venv\n.dockerignore\n' },
  },
  {
    name: 'an .env file that something reads',
    files: {
      'package.json': '{ "dependencies": { "dotenv": "16.4.5" } }\n',
      'package-lock.json': '{}\n',
      '.env': 'TOKEN=abc\n',
    },
    before: NODE,
    refused: 'package.json may read it there',
  },
  {
    name: 'a version that comes from git',
    files: {
      'pyproject.toml': '[build-system]\nrequires = ["setuptools", "setuptools_scm"]\n',
      '.git/HEAD': 'ref: refs/heads/main\n',
    },
    before: PYTHON,
    refused: 'pyproject.toml may read .git',
  },
]
