import type { TransformDocs, TransformExample } from '../../engine/transform.ts'
import { ENV_COMMANDS, ENV_READERS } from './env-readers.ts'
import { GIT_COMMANDS, GIT_READERS } from './git-readers.ts'
import type { Known } from './known.ts'

export const docs: TransformDocs = {
  why: 'The builder sends all of the build context that the ignore file does not hide, and `COPY . .` takes all of it into the image: the history of the project, installed packages of another system, `.env` files. Each change of any of these also makes the builder run again all that follows. The file that the build reads is written: `<name>.dockerignore` beside the Dockerfile where there is one, else `.dockerignore` at the root of the context. A line has to be worth its place: secrets, and what is large or changes although no source does (history, installed packages, build output, caches, logs), of what is there and of what `.gitignore` says will be. Settings of editors, Dockerfiles, compose files, folders of CI, `README.md` and `CHANGELOG.md` go along into a file that is new, since a change of them runs the build again; to one that is there they are not added, for its author has left them out. Small files of CI services and other documents are never listed. Lines are only ever added.',
  risks:
    'Something may read a file that no Dockerfile names. So nothing is hidden that a COPY, ADD or bind mount of any Dockerfile of the context names, or that a pattern of the ignore file lets in again; `.git` stays where something below is in the project, `.env` where git has it, where something below is in the project, or where a script or a workflow has to do with it; a key or a document stays where any source names it, and installed packages and build output where a Dockerfile takes them and does not make them itself. Without a build context that is known, and in one with more than 20,000 paths, nothing is done. Tests and folders of documents are left in.',
  references: [
    'https://docs.docker.com/build/concepts/context/#dockerignore-files',
    'https://docs.docker.com/build/building/best-practices/#exclude-with-dockerignore',
  ],
  details: () =>
    [
      '### What keeps .git in the build context',
      '',
      ...table([...GIT_COMMANDS, ...GIT_READERS]),
      '',
      '### What keeps .env in the build context',
      '',
      ...table([...ENV_COMMANDS, ...ENV_READERS]),
      '',
    ].join('\n'),
}

function table(rows: readonly Known[]): readonly string[] {
  return [
    '| what | read at |',
    '| --- | --- |',
    ...rows.map(
      ({ what, source, program }) =>
        `| ${what}${program === true ? ', where an image has the program git' : ''} | <${source}> |`,
    ),
  ]
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
      '.gitignore': 'node_modules\n.env\n',
      Dockerfile: NODE,
    },
    before: NODE,
    after: NODE,
    written: {
      '.dockerignore': `.git
node_modules
.env
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
    written: { '.dockerignore': '.git\n*.md\n**/__pycache__\n.venv\n' },
  },
  {
    name: 'an .env file that something reads',
    files: {
      'package.json': '{ "dependencies": { "dotenv": "16.4.5" } }\n',
      'package-lock.json': '{}\n',
      '.env': 'TOKEN=abc\n',
      '.gitignore': '.env\n',
      '.dockerignore': '.git\nnode_modules\n',
    },
    before: NODE,
    refused: 'package.json has a library that reads .env files',
  },
  {
    name: 'a version that comes from git',
    files: {
      'pyproject.toml': '[build-system]\nrequires = ["setuptools", "setuptools_scm"]\n',
      '.git/HEAD': 'ref: refs/heads/main\n',
    },
    before: PYTHON,
    refused: 'pyproject.toml has setuptools-scm',
  },
]
