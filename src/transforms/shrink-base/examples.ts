import type { TransformExample } from '../../engine/transform.ts'

export const examples: readonly TransformExample[] = [
  {
    name: 'the same packages without documentation',
    before: 'FROM debian:bookworm\nCOPY tool /usr/local/bin/\nCMD ["tool"]\n',
    after: 'FROM debian:bookworm-slim\nCOPY tool /usr/local/bin/\nCMD ["tool"]\n',
  },
  {
    name: 'a program of the full image is installed by name',
    before:
      'FROM node:22-bookworm\nWORKDIR /app\nCOPY server.js .\nHEALTHCHECK CMD curl -f http://localhost:3000/\nCMD ["node", "server.js"]\n',
    after:
      'FROM node:22-bookworm-slim\nWORKDIR /app\nRUN apt-get update && \\\n    apt-get install -y --no-install-recommends curl && \\\n    rm -rf /var/lib/apt/lists/*\nCOPY server.js .\nHEALTHCHECK CMD curl -f http://localhost:3000/\nCMD ["node", "server.js"]\n',
  },
  {
    name: 'it joins what is installed already',
    before:
      'FROM python:3.12-bookworm\nRUN apt-get update && apt-get install -y ffmpeg && rm -rf /var/lib/apt/lists/*\nCOPY app.py /app/\nENTRYPOINT ["/usr/bin/git", "--exec-path"]\n',
    after:
      'FROM python:3.12-slim-bookworm\nRUN apt-get update && apt-get install -y ffmpeg git && rm -rf /var/lib/apt/lists/*\nCOPY app.py /app/\nENTRYPOINT ["/usr/bin/git", "--exec-path"]\n',
  },
  {
    name: 'a static program that asks for nothing',
    before:
      'FROM golang:1.25-alpine AS build\nWORKDIR /src\nCOPY . .\nRUN CGO_ENABLED=0 go build -o /app .\n\nFROM alpine:3.22\nCOPY --from=build /app /app\nENTRYPOINT ["/app"]\n',
    after:
      'FROM golang:1.25-alpine AS build\nWORKDIR /src\nCOPY . .\nRUN CGO_ENABLED=0 go build -o /app .\n\nFROM scratch\nCOPY --from=build /app /app\nENTRYPOINT ["/app"]\n',
    files: { 'go.mod': 'module example.com/app\n', 'main.go': 'package main\n\nimport "net/http"\n' },
  },
  {
    name: 'what is compiled may need any header of the full image',
    before: 'FROM node:22\nCOPY . /src\nRUN make -C /src\nCMD ["/src/server"]\n',
    refused: 'what make compiles may need headers and libraries of the full image',
  },
  {
    name: 'an image that others work in',
    before: 'FROM python:3.12\nRUN useradd dev\nCMD ["bash"]\n',
    refused: 'people or a CI work in them',
  },
]
