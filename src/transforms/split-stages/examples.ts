import type { TransformExample } from '../../engine/transform.ts'

const MAIN = `package main

import (
	"fmt"
	"net/http"
)

func main() {
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "ok") })
	panic(http.ListenAndServe(":8080", nil))
}
`

export const examples: readonly TransformExample[] = [
  {
    name: 'a Go program of the standard library needs nothing but itself',
    files: { 'go.mod': 'module example.com/server\n\ngo 1.24\n', 'main.go': MAIN },
    before:
      'FROM golang:1.26\nWORKDIR /app\nCOPY . .\nRUN go build -o server .\nEXPOSE 8080\nCMD ["./server"]\n',
    after:
      'FROM golang:1.26 AS build\nWORKDIR /app\nCOPY . .\nRUN CGO_ENABLED=0 go build -o server .\n\nFROM scratch\nWORKDIR /app\nCOPY --from=build /app/server ./\nEXPOSE 8080\nCMD ["./server"]\n',
  },
  {
    name: 'a server in TypeScript runs without the compiler, and without what only development needs',
    files: {
      'package.json': JSON.stringify({
        scripts: { build: 'tsc', start: 'node dist/server.js' },
        dependencies: { express: '4.21.2' },
        devDependencies: { typescript: '5.7.2' },
      }),
      'tsconfig.json': JSON.stringify({ compilerOptions: { outDir: 'dist', rootDir: 'src' } }),
      'src/server.ts': "import express from 'express'\n\nexpress().listen(3000)\n",
    },
    before:
      'FROM node:24\nWORKDIR /app\nCOPY . .\nRUN npm install\nRUN npm run build\nEXPOSE 3000\nCMD ["npm", "start"]\n',
    after:
      'FROM node:24 AS build\nWORKDIR /app\nCOPY . .\nRUN npm install\nRUN npm run build\nRUN npm prune --omit=dev\n\nFROM node:24\nENV NODE_ENV=production\nWORKDIR /app\nCOPY --from=build /app/package.json ./\nCOPY --from=build /app/node_modules ./node_modules\nCOPY --from=build /app/dist ./dist\nEXPOSE 3000\nCMD ["node", "dist/server.js"]\n',
  },
  {
    name: 'Python packages are compiled into a venv, which runs without the compiler',
    files: { 'requirements.txt': 'Flask==3.1.0\npsycopg2==2.9.10\n', 'app.py': 'from flask import Flask\n' },
    before:
      'FROM python:3.13-slim-bookworm\nRUN apt-get update && apt-get install -y gcc libpq-dev\nWORKDIR /app\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\nCOPY . .\nCMD ["flask", "run", "--host", "0.0.0.0"]\n',
    after: `FROM python:3.13-slim-bookworm AS build
RUN apt-get update && apt-get install -y gcc libpq-dev
WORKDIR /app
RUN python -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
COPY requirements.txt .
RUN pip install -r requirements.txt

FROM python:3.13-slim-bookworm
ENV PATH=/opt/venv/bin:$PATH
WORKDIR /app
RUN apt-get update && \\
    apt-get install -y --no-install-recommends libpq5 && \\
    rm -rf /var/lib/apt/lists/*
COPY --from=build /opt/venv /opt/venv
COPY . .
CMD ["flask", "run", "--host", "0.0.0.0"]
`,
  },
  {
    name: 'a site that is built to files is served by nginx',
    files: { 'package.json': '{ "scripts": { "build": "vite build" } }\n' },
    before:
      'FROM node:24\nWORKDIR /app\nCOPY package*.json ./\nRUN npm ci\nCOPY . .\nRUN npm run build\nEXPOSE 3000\nCMD ["npx", "serve", "-s", "dist", "-l", "3000"]\n',
    after: `FROM node:24 AS build
WORKDIR /app
COPY package*.json ./
RUN npm ci
COPY . .
RUN npm run build

FROM nginx:1.30-alpine
RUN printf '%s\\n' \\
    'server {' \\
    '    listen 3000;' \\
    '    root /usr/share/nginx/html;' \\
    '    charset utf-8;' \\
    '    absolute_redirect off;' \\
    '    gzip on;' \\
    '    gzip_types text/css text/javascript application/javascript application/json image/svg+xml;' \\
    '    location / {' \\
    '        try_files $uri /index.html;' \\
    '    }' \\
    '}' \\
    > /etc/nginx/conf.d/default.conf
COPY --from=build /app/dist /usr/share/nginx/html
EXPOSE 3000
`,
  },
  {
    name: 'the stage that builds is used as the last one',
    files: {
      'pom.xml':
        '<project><artifactId>shop</artifactId><version>1.0</version><packaging>jar</packaging></project>\n',
      'src/main/java/Shop.java': 'class Shop { public static void main(String[] words) {} }\n',
    },
    before:
      'FROM maven:3.9-eclipse-temurin-21 AS build\nWORKDIR /app\nCOPY . .\nRUN mvn -B package\n\nFROM build AS test\nRUN mvn -B verify\n\nFROM build\nEXPOSE 8080\nCMD ["java", "-jar", "target/shop-1.0.jar"]\n',
    after:
      'FROM maven:3.9-eclipse-temurin-21 AS build\nWORKDIR /app\nCOPY . .\nRUN mvn -B package\n\nFROM build AS test\nRUN mvn -B verify\n\nFROM eclipse-temurin:21-jre\nWORKDIR /app\nCOPY --from=build /app/target/shop-1.0.jar ./target/\nEXPOSE 8080\nCMD ["java", "-jar", "target/shop-1.0.jar"]\n',
  },
  {
    name: 'a server for development builds the site again in each container',
    files: { 'package.json': '{ "scripts": { "dev": "vite" } }\n' },
    before: 'FROM node:24\nWORKDIR /app\nCOPY . .\nRUN npm ci\nCMD ["npm", "run", "dev"]\n',
    refused: 'vite is a server for development',
  },
  {
    name: 'sources that are not known',
    before: 'FROM golang:1.26\nWORKDIR /app\nCOPY . .\nRUN go build -o server .\nCMD ["./server"]\n',
    refused: 'not in a known build context',
  },
]
