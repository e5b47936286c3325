import type { TransformExample } from '../../engine/transform.ts'

export const examples: readonly TransformExample[] = [
  {
    name: 'every package is in that release of Alpine',
    before: 'FROM alpine:latest\nRUN apk add --no-cache curl\n',
    after: 'FROM alpine:3.24\nRUN apk add --no-cache curl\n',
  },
  {
    name: 'the manifest allows that version',
    files: { 'go.mod': 'module example.com/app\n\ngo 1.21\n' },
    before: 'FROM golang AS build\nCOPY . .\nRUN go build -o /app\n',
    after: 'FROM golang:1.27 AS build\nCOPY . .\nRUN go build -o /app\n',
  },
  {
    name: 'the manifest asks for another version',
    files: { '.nvmrc': '20\n' },
    before: 'FROM node:latest\nCOPY . .\nCMD ["node", "server.js"]\n',
    found: 'Name the tag of node that this file is meant for, instead of latest; .nvmrc asks for 20',
  },
  {
    name: 'which version is meant is not in the file',
    before: 'FROM node\nCMD ["node"]\n',
    found: 'Name the tag of node that this file is meant for; latest was 26 on',
  },
  { name: 'a digest says it all', before: `FROM debian@sha256:${'0'.repeat(64)}\nRUN true\n` },
]
