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
    name: 'sources that are not known',
    before: 'FROM golang:1.26\nWORKDIR /app\nCOPY . .\nRUN go build -o server .\nCMD ["./server"]\n',
    refused: 'not in a known build context',
  },
]
