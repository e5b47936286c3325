import { createHash } from 'node:crypto'
import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createPlainServer, type AddressInfo, type Server as PlainServer } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import type { ServeOutcome, ServeRequest, Service } from '../../src/verify/builder.ts'
import { jsonShape } from '../../src/verify/smoke/http-answer.ts'
import { parseHttpWish, smokeTest, type SmokeOutcome } from '../../src/verify/smoke/smoke.ts'
import type { SmokeResult } from '../../src/verify/verification.ts'
import { after, before, fakeBuilder, wishes } from './smoke-fakes.ts'

const servers: Server[] = []
let asked: ServeRequest[] = []
let running = 0

afterEach(() => {
  for (const server of servers.splice(0)) server.close()
  const left = running
  asked = []
  running = 0
  expect(left).toBe(0)
})

interface Container {
  readonly answer?: RequestListener
  /** Milliseconds until it listens; never where it is undefined and there is no answer. */
  readonly delay?: number
  readonly log?: readonly string[]
  /** How often it says that it runs. */
  readonly lives?: number
}

function listen(server: PlainServer, port = 0): Promise<number> {
  return new Promise((resolve) => {
    server.listen(port, '127.0.0.1', () => resolve(portOf(server.address())))
  })
}

function portOf(address: AddressInfo | string | null): number {
  return typeof address === 'object' && address ? address.port : 0
}

/** A container whose server listens some time after the container starts. */
async function start({ answer, delay = 0, log = [], lives = Infinity }: Container): Promise<ServeOutcome> {
  const server = createServer(answer)
  servers.push(server)
  const port = await listen(server)
  const listening = answer !== undefined && delay === 0
  if (!listening) await new Promise((resolve) => server.close(resolve))
  const timer = answer && !listening ? setTimeout(() => void listen(server, port), delay) : undefined
  running += 1
  let left = lives
  const service: Service = {
    address: `http://127.0.0.1:${port}`,
    log: () => Promise.resolve(log),
    running: () => Promise.resolve(left-- > 0),
    remove: () => {
      running -= 1
      clearTimeout(timer)
      return Promise.resolve()
    },
  }
  return { kind: 'serving', service }
}

interface Script {
  /** One for each start; the last one again and again. */
  readonly before: readonly Container[]
  readonly after: readonly Container[]
}

function serving(script: Script): (request: ServeRequest) => Promise<ServeOutcome> {
  return (request) => {
    asked.push(request)
    const containers = request.image.reference === 'before' ? script.before : script.after
    const time = asked.filter(({ image }) => image === request.image).length
    return start(containers[Math.min(time, containers.length) - 1] ?? {})
  }
}

function play(script: Script, limits: { seconds?: number; stop?: AbortSignal } = {}): Promise<SmokeOutcome> {
  const builder = fakeBuilder({ serve: serving(script) })
  const wish = wishes({ http: [{ port: 8080, path: '/health?x=1' }] })
  return smokeTest(builder, before, after, wish, {
    seconds: 10,
    stop: new AbortController().signal,
    ...limits,
  })
}

async function resultOf(script: Script, seconds = 10): Promise<SmokeResult | undefined> {
  const outcome = await play(script, { seconds })
  return outcome.kind === 'compared' ? outcome.results[0] : undefined
}

function text(body: string, status = 200, headers: Readonly<Record<string, string>> = {}): RequestListener {
  return (_, response) =>
    void response.writeHead(status, { 'content-type': 'text/plain', ...headers }).end(body)
}

function json(value: unknown): RequestListener {
  return (_, response) =>
    void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}

function sha256(body: string): string {
  return createHash('sha256').update(body).digest('hex').slice(0, 12)
}

/** Another answer for each request, whatever the container. */
function inTurn(...answers: readonly RequestListener[]): RequestListener {
  let time = 0
  return (request, response) => answers[Math.min(time++, answers.length - 1)]?.(request, response)
}

test('equal answers are the same; each image is started once and removed', async () => {
  const heard: unknown[] = []
  const answer: RequestListener = (request, response) => {
    heard.push([request.method, request.url, request.headers.host, request.headers.connection])
    response.writeHead(200, { 'content-type': 'text/plain', date: `now ${heard.length}` }).end('fine')
  }
  expect(await play({ before: [{ answer }], after: [{ answer }] })).toEqual({
    kind: 'compared',
    results: [
      {
        name: '8080/health?x=1',
        outcome: 'same',
        before: '200 text/plain, 4 bytes',
        after: '200 text/plain, 4 bytes',
        details: [],
      },
    ],
  })
  expect(heard).toEqual([
    ['GET', '/health?x=1', 'localhost:8080', 'close'],
    ['GET', '/health?x=1', 'localhost:8080', 'close'],
  ])
  expect(asked).toEqual([
    { image: before.image, port: 8080, network: undefined },
    { image: after.image, port: 8080, network: undefined },
  ])
})

test('a service that takes its time to listen is waited for, and so are 502 and 503', async () => {
  const starting = inTurn(text('', 502), text('', 503), text('fine'))
  const script = { before: [{ answer: text('fine'), delay: 300 }], after: [{ answer: starting }] }
  expect(await resultOf(script)).toMatchObject({ outcome: 'same', after: '200 text/plain, 4 bytes' })
})

test('another status is a difference, with the log of the rewrite', async () => {
  const script = {
    before: [{ answer: text('fine') }],
    after: [{ answer: text('oops', 500), log: ['listening', 'Error: \u001b[1mno module'] }],
  }
  expect(await resultOf(script, 1)).toEqual({
    name: '8080/health?x=1',
    outcome: 'different',
    before: '200 text/plain, 4 bytes',
    after: '500 text/plain, 4 bytes',
    details: ['log: listening', 'log: Error: \\u001b[1mno module'],
  })
})

test('a status that is another one only at first is no difference', async () => {
  const late = inTurn(text('no such application', 404), text('fine'))
  expect(await resultOf({ before: [{ answer: text('fine') }], after: [{ answer: late }] })).toMatchObject({
    outcome: 'same',
  })
})

test('an original that was asked too early is asked anew', async () => {
  const late = inTurn(text('no such application', 404), text('fine'))
  expect(await resultOf({ before: [{ answer: late }], after: [{ answer: text('fine') }] }, 1)).toMatchObject({
    outcome: 'unstable',
    before: '200 text/plain, 4 bytes',
    after: '200 text/plain, 4 bytes',
  })
})

test('an original that answers otherwise each time says nothing', async () => {
  const script = {
    before: [{ answer: text('a') }, { answer: text('a', 200, { 'content-type': 'text/html' }) }],
    after: [{ answer: text('a', 200, { 'content-type': 'text/css' }) }],
  }
  expect(await play(script)).toMatchObject({
    kind: 'unusable',
    message:
      'the original does not answer in the same way twice (200 text/plain, 1 bytes; then 200 text/html, 1 bytes), so there is nothing to compare the rewrite with',
  })
})

test('another content type is a difference', async () => {
  const script = {
    before: [{ answer: text('a') }],
    after: [{ answer: text('a', 200, { 'content-type': 'text/html' }) }],
  }
  expect(await resultOf(script)).toMatchObject({ outcome: 'different', after: '200 text/html, 1 bytes' })
})

test('redirects are compared and not followed', async () => {
  const to = (location: string): Container => ({ answer: text('', 302, { location }) })
  expect(await resultOf({ before: [to('/login')], after: [to('/login')] })).toMatchObject({
    outcome: 'same',
    before: '302 to /login text/plain, 0 bytes',
  })
  expect(await resultOf({ before: [to('/login')], after: [to('/setup')] })).toMatchObject({
    outcome: 'different',
    after: '302 to /setup text/plain, 0 bytes',
  })
})

test('another body is a difference, shown line by line', async () => {
  const script = { before: [{ answer: text('a\nb\nc\n') }], after: [{ answer: text('a\nx\nc\n') }] }
  expect(await resultOf(script)).toEqual({
    name: '8080/health?x=1',
    outcome: 'different',
    before: `200 text/plain, 6 bytes, sha256 ${sha256('a\nb\nc\n')}…`,
    after: `200 text/plain, 6 bytes, sha256 ${sha256('a\nx\nc\n')}…`,
    details: ['- b', '+ x'],
  })
  expect(asked.map(({ image }) => image.reference)).toEqual(['before', 'after', 'before'])
})

test('behind the first mebibyte a body counts, and is not shown', async () => {
  const long = 'x'.repeat(3 * 1024 * 1024)
  const result = await resultOf({
    before: [{ answer: text(`${long}a`) }],
    after: [{ answer: text(`${long}b`) }],
  })
  expect(result).toMatchObject({ outcome: 'different' })
  expect(JSON.stringify(result).length).toBeLessThan(1000)
})

test('a body that the original does not send twice is compared by the rest', async () => {
  const script = {
    before: [{ answer: text('at 1') }, { answer: text('at 2') }],
    after: [{ answer: text('at 3') }],
  }
  expect(await resultOf(script)).toMatchObject({ outcome: 'unstable', details: [] })
})

test('JSON that the original does not send twice is compared by its keys and types', async () => {
  const original = [{ answer: json({ up: 1, on: ['a'] }) }, { answer: json({ up: 2, on: ['b', 'c'] }) }]
  const holds = { before: original, after: [{ answer: json({ on: ['d'], up: 3 }) }] }
  expect(await resultOf(holds)).toMatchObject({ outcome: 'unstable' })
  asked = []
  const lacks = { before: original, after: [{ answer: json({ up: 3, error: 'no table' }) }] }
  expect(await resultOf(lacks)).toMatchObject({
    outcome: 'different',
    details: ['- {"up":1,"on":["a"]}', '+ {"up":3,"error":"no table"}'],
  })
})

test('a body without an end is compared by what stands before it', async () => {
  const endless: RequestListener = (_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(`data: ${asked.length}\n`)
  }
  const script = { before: [{ answer: endless }], after: [{ answer: endless }] }
  const outcome = await play(script, { seconds: 1 })
  expect(outcome).toMatchObject({
    results: [{ outcome: 'unstable', before: '200 text/event-stream, 8 bytes and no end' }],
  })
})

test.each<readonly [string, Container, string]>([
  ['nothing listens', {}, 'does not answer on port 8080 (connection refused) after 1 s'],
  ['it is never ready', { answer: text('', 503) }, 'still answers 503 on port 8080 after 1 s'],
  [
    'it never answers',
    { answer: () => undefined },
    'does not answer on port 8080 (no answer in time) after 1 s',
  ],
])('where %s the original is at fault, or the rewrite', async (_, container, what) => {
  const logged = { ...container, log: ['connecting to the database'] }
  const fine = { answer: text('fine') }
  expect(await play({ before: [logged], after: [fine] }, { seconds: 1 })).toMatchObject({
    kind: 'unusable',
    name: '8080/health?x=1',
    message: `the original ${what}, so there is nothing to compare the rewrite with`,
    details: ['log: connecting to the database'],
  })
  asked = []
  expect(await play({ before: [fine], after: [logged] }, { seconds: 1 })).toMatchObject({
    results: [
      {
        outcome: 'different',
        before: '200 text/plain, 4 bytes',
        after: what,
        details: ['log: connecting to the database'],
      },
    ],
  })
})

test('a container that ends is not waited for', async () => {
  const ends = { lives: 2, log: ['no such file: server.js'] }
  expect(await play({ before: [{ answer: text('fine') }], after: [ends] }, { seconds: 600 })).toMatchObject({
    results: [
      {
        outcome: 'different',
        after: 'ends before it answers on port 8080',
        details: ['log: no such file: server.js'],
      },
    ],
  })
})

test('a container that cannot be started is a difference or says nothing', async () => {
  const serve = (request: ServeRequest): Promise<ServeOutcome> =>
    request.image.reference === failing
      ? Promise.resolve({ kind: 'not started', message: 'no such user: app' })
      : start({ answer: text('fine') })
  const limits = { seconds: 10, stop: new AbortController().signal }
  const wish = wishes({ http: [{ port: 80, path: '/' }] })
  let failing = 'after'
  expect(await smokeTest(fakeBuilder({ serve }), before, after, wish, limits)).toMatchObject({
    results: [{ name: '80/', outcome: 'different', after: 'does not start (no such user: app)' }],
  })
  failing = 'before'
  expect(await smokeTest(fakeBuilder({ serve }), before, after, wish, limits)).toMatchObject({
    kind: 'unusable',
    message:
      'the original does not start (no such user: app), so there is nothing to compare the rewrite with',
  })
})

test('what does not speak HTTP is told at once', async () => {
  const plain = createPlainServer((socket) => socket.end('+PONG\r\n'))
  const port = await listen(plain)
  const { kind, service } = await serviceAt(port)
  const serve = (): ServeOutcome => ({ kind, service })
  const limits = { seconds: 600, stop: new AbortController().signal }
  const wish = wishes({ http: [{ port: 6379, path: '/' }] })
  expect(await smokeTest(fakeBuilder({ serve }), before, after, wish, limits)).toMatchObject({
    kind: 'unusable',
    message: 'the original does not speak HTTP on port 6379, so there is nothing to compare the rewrite with',
    hint: 'name a port that answers HTTP without TLS',
  })
  plain.close()
})

async function serviceAt(port: number): Promise<{ kind: 'serving'; service: Service }> {
  const outcome = await start({})
  if (outcome.kind !== 'serving') throw new Error(outcome.message)
  return { kind: 'serving', service: { ...outcome.service, address: `http://127.0.0.1:${port}` } }
}

test.each<readonly [string, Container]>([
  ['while nothing listens', {}],
  ['while an answer is awaited', { answer: () => undefined }],
])('a wish to stop is heeded at once: %s', async (_, container) => {
  const stop = new AbortController()
  setTimeout(() => stop.abort(), 150)
  const outcome = await play({ before: [container], after: [] }, { seconds: 600, stop: stop.signal })
  expect(outcome).toEqual({ kind: 'interrupted' })
  expect(asked).toHaveLength(1)
})

test('a service that cannot be removed now does not hide the result', async () => {
  const serve = async (): Promise<ServeOutcome> => {
    const outcome = await start({ answer: text('fine') })
    if (outcome.kind !== 'serving') return outcome
    const remove = async (): Promise<void> => {
      await outcome.service.remove()
      throw new Error('the engine is gone')
    }
    return { kind: 'serving', service: { ...outcome.service, remove } }
  }
  const limits = { seconds: 10, stop: new AbortController().signal }
  const wish = wishes({ http: [{ port: 80, path: '/' }] })
  expect(await smokeTest(fakeBuilder({ serve }), before, after, wish, limits)).toMatchObject({
    results: [{ outcome: 'same' }],
  })
})

test.each([
  ['8080', 8080, '/'],
  ['8080/', 8080, '/'],
  [':8080/x', 8080, '/x'],
  ['80/a?b=c&d', 80, '/a?b=c&d'],
  ['65535/ü', 65535, '/%C3%BC'],
  ['1/a%20b//c', 1, '/a%20b//c'],
  ['80//x', 80, '//x'],
  ['80/a#b', 80, '/a'],
])('%s is a wish', (wish, port, path) => {
  expect(parseHttpWish(wish)).toEqual({ port, path })
})

test.each([
  '',
  '0',
  '0/x',
  '70000',
  '65536/',
  '8080 /x',
  '8080/a b',
  'x',
  '/health',
  '80x',
  '-1',
  '1e3',
  '8080?a',
])('%j is none', (wish) => {
  expect(parseHttpWish(wish)).toBeUndefined()
})

test('the shape of JSON is its keys and types', () => {
  expect(jsonShape('{"a":1,"b":[1,"x",2],"c":null}')).toBe(jsonShape('{"c":null,"b":["y",7],"a":2}'))
  expect(jsonShape('{"a":1}')).not.toBe(jsonShape('{"a":"1"}'))
  expect(jsonShape('{"a":{}}')).not.toBe(jsonShape('{"a":[]}'))
  expect(jsonShape('{"a":null}')).not.toBe(jsonShape('{"a":{}}'))
  expect(jsonShape('{"__proto__":1}')).not.toBe(jsonShape('{}'))
  expect(jsonShape('{')).toBeUndefined()
})
