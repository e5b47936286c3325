// Where shrink-base leaves no system around a program that is linked statically.
import { describe, expect, test } from 'vitest'
import { rewrite } from '../../src/engine/pipeline.ts'
import type { Rewrite, RewriteOptions } from '../../src/engine/rewrite.ts'
import { shrinkBase } from '../../src/transforms/shrink-base/index.ts'
import { memoryProject } from '../project/memory-project.ts'

function run(text: string, files: Readonly<Record<string, string>>, more: Partial<RewriteOptions>): Rewrite {
  const result = rewrite(text, { transforms: [shrinkBase], project: memoryProject(files), ...more })
  expect(result.notes).toEqual([])
  return result
}

describe('static programs', () => {
  const smallest = { settings: { variant: 'smallest' } } as const
  const sources = {
    'go.mod': 'module example.com/a\n',
    'cmd/app/main.go': 'package main\nimport "net/http"\n',
  }
  const build =
    'FROM golang:1.24 AS build\nWORKDIR /src\nCOPY . .\nRUN CGO_ENABLED=0 go build -o /out/app ./cmd/app\n\n'
  const final = (base: string, more = ''): string =>
    `${build}FROM ${base}\n${more}COPY --from=build /out/app /usr/local/bin/app\nEXPOSE 8080\nUSER 10001\nENTRYPOINT ["app"]\n`
  const certificates =
    'RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/*\n'

  test('need no system', () => {
    const result = run(final('debian:bookworm-slim', certificates), sources, smallest)
    expect(result.output).toBe(final('gcr.io/distroless/static-debian13'))
    expect(result.rounds).toBe(2)
    expect(run(final('ubuntu:24.04'), sources, smallest).output).toBe(
      final('gcr.io/distroless/static-debian13'),
    )
  })

  test.each<[string, string, Readonly<Record<string, string>>]>([
    ['that start others', final('debian:bookworm-slim'), { ...sources, 'exec.go': 'import "os/exec"\n' }],
    ['with C in them', final('debian:bookworm-slim').replace('CGO_ENABLED=0 ', ''), sources],
    ['whose sources are not there', final('debian:bookworm-slim'), {}],
    [
      'beside other packages',
      final('debian:bookworm-slim', 'RUN apt-get update && apt-get install -y curl\n'),
      sources,
    ],
    ['started by a shell', final('debian:bookworm-slim').replace('["app"]', 'app --port $PORT'), sources],
    ['for an account of the system', final('debian:bookworm-slim').replace('10001', 'www-data'), sources],
    ['with a health check in a shell', final('debian:bookworm-slim', 'HEALTHCHECK CMD app ping\n'), sources],
    ['with another program', final('debian:bookworm-slim', 'HEALTHCHECK CMD ["curl", "-f", "x"]\n'), sources],
    [
      'on Alpine, which is as small',
      final('alpine:3.22'),
      { ...sources, 'db.go': 'import "github.com/jackc/pgx/v5"\n' },
    ],
    ['for those who want slim', final('debian:bookworm-slim'), sources],
  ])('%s', (name, text, files) => {
    const settings = name.startsWith('for those') ? { variant: 'slim' as const } : smallest.settings
    expect(run(text, files, { settings }).output).toBe(text)
  })
})

describe('an empty image', () => {
  const text = (base: string, more = ''): string =>
    `FROM golang:1.25 AS build\nWORKDIR /src\nCOPY . .\nRUN CGO_ENABLED=0 go build -o /app .\n\nFROM ${base}\n${more}COPY --from=build /app /app\nENTRYPOINT ["/app"]\n`
  const based = (base: string, source: string, more = ''): string => {
    const files = { 'go.mod': 'module example.com/a\n', 'main.go': `package main\n\n${source}\n` }
    const { output } = run(text(base, more), files, { settings: { variant: 'smallest' } })
    return /^FROM (?!golang)(.*)$/m.exec(output)?.[1] ?? ''
  }

  test('is enough for what asks for nothing', () => {
    expect(based('alpine:3.22', 'import (\n\t"log"\n\t"example.com/a/inner"\n)')).toBe('scratch')
    expect(based('busybox:1.37', 'import "net"')).toBe('scratch')
    expect(based('debian:bookworm-slim', 'import "fmt"')).toBe('scratch')
    expect(based('debian:bookworm-slim', 'import "fmt"', 'USER 10001\n')).toBe('scratch')
  })

  test.each([
    'import "net/http"\nvar _, _ = http.Get("https://example.com/")',
    'import "crypto/tls"',
    'import "net/http/httputil"',
    'import "time"\nvar _, _ = time.LoadLocation("Europe/Berlin")',
    'import "os/user"',
    'import "os"\nvar home, _ = os.UserHomeDir()',
    'import "os"\nvar f, _ = os.CreateTemp("", "a")',
    'import "net/http"\nfunc f(r *http.Request) { r.FormFile("a") }',
    'import "os"\nvar f, _ = os.Open("/etc/app.conf")',
    'import "example.org/other/module"',
  ])('is not: %s', (source) => {
    expect(based('alpine:3.22', source)).toBe('alpine:3.22')
    expect(based('debian:bookworm-slim', source)).toBe('gcr.io/distroless/static-debian13')
  })

  test('is not where the system gave more', () => {
    const log = 'import "log"'
    expect(based('debian:bookworm-slim', log)).toBe('gcr.io/distroless/static-debian13')
    expect(based('debian:bookworm-slim', `${log}\nimport _ "time/tzdata"`)).toBe('scratch')
    expect(based('alpine:3.22', log, 'RUN apk add --no-cache ca-certificates\n')).toBe('alpine:3.22')
    expect(based('alpine:3.22', log, 'USER nobody\n')).toBe('alpine:3.22')
    expect(based('alpine:3.22', log, 'RUN mkdir /data\n')).toBe('alpine:3.22')
  })
})
