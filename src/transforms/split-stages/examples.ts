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
    name: 'sources that are not known',
    before: 'FROM golang:1.26\nWORKDIR /app\nCOPY . .\nRUN go build -o server .\nCMD ["./server"]\n',
    refused: 'not in a known build context',
  },
]
