import { setTimeout as sleep } from 'node:timers/promises'
import type { Limits, Service } from '../builder.ts'
import { askHttp, jsonShape, type HttpAnswer } from './http-answer.ts'
import { lineDifference, printable } from './line-difference.ts'
import {
  INTERRUPTED,
  isStopped,
  type SmokeBench,
  type SmokeSubject,
  type Unusable,
  type WishOutcome,
} from './smoke-outcome.ts'
import type { SmokeResult } from '../verification.ts'

export interface HttpWish {
  readonly port: number
  /** With a slash at the beginning, and the query. */
  readonly path: string
}

const FIRST_STEP = 100
const LONGEST_STEP = 1000
/** How long a service may give another status than the other image's before that counts: it may be starting. */
const GRACE = 5000
const NO_ANSWER =
  'check the port and what the service needs (a variable, a database, a network), or allow more time'
const MOST_DIFFERENT_LINES = 20
const LAST_LINES = 20

/** Bad Gateway and Service Unavailable are what a server in front says while the one behind it starts. */
const STARTING = [502, 503]

type Visit =
  | { readonly kind: 'answered'; readonly answer: HttpAnswer; readonly log: readonly string[] }
  /** What the service does instead, after "the original …". */
  | { readonly kind: 'silent'; readonly what: string; readonly hint: string; readonly log: readonly string[] }
  | { readonly kind: 'interrupted' }

/** Starts both images as they start, and compares what they answer: status, content type, location and body. */
export async function smokeHttp(bench: SmokeBench, wish: HttpWish): Promise<WishOutcome> {
  const name = `${wish.port}${wish.path}`
  const first = await visit(bench, bench.before, wish, undefined)
  if (first.kind === 'interrupted') return INTERRUPTED
  if (first.kind === 'silent') return silent(name, first)
  const fresh = await visit(bench, bench.after, wish, first.answer.status)
  if (fresh.kind === 'interrupted') return INTERRUPTED
  if (fresh.kind === 'silent')
    return compared(name, 'different', describe(first.answer), fresh.what, logLines(fresh.log))
  if (sameFrame(first.answer, fresh.answer) && sameBody(first.answer, fresh.answer))
    return answers(name, 'same', first.answer, fresh.answer)

  // Asked in a container of its own: what differs from container to container is no fault of the rewrite.
  const again = await visit(bench, bench.before, wish, fresh.answer.status)
  if (again.kind === 'interrupted') return INTERRUPTED
  if (again.kind === 'silent') return silent(name, again)
  const differs = (): WishOutcome => answers(name, 'different', first.answer, fresh.answer, fresh.log)
  if (!sameFrame(again.answer, fresh.answer))
    return sameFrame(first.answer, again.answer) ? differs() : notRepeatable(name, first.answer, again.answer)
  if (sameBody(again.answer, fresh.answer)) return answers(name, 'unstable', again.answer, fresh.answer)
  if (sameBody(first.answer, again.answer)) return differs()
  const shape = jsonShape(first.answer.text)
  const steady = shape !== undefined && shape === jsonShape(again.answer.text)
  if (steady && shape !== jsonShape(fresh.answer.text)) return differs()
  return answers(name, 'unstable', again.answer, fresh.answer)
}

/** Starts an image, waits for an answer and ends it. @param wanted the status that the other image gave */
async function visit(
  { builder, before, network, limits, progress }: SmokeBench,
  subject: SmokeSubject,
  wish: HttpWish,
  wanted: number | undefined,
): Promise<Visit> {
  if (isStopped(limits)) return INTERRUPTED
  const deadline = performance.now() + limits.seconds * 1000
  progress(`asking ${wish.port}${printable(wish.path)} of the ${subject === before ? 'original' : 'rewrite'}`)
  const outcome = await builder.serve({ image: subject.image, port: wish.port, network }, limits)
  if (outcome.kind === 'not started') {
    if (isStopped(limits)) return INTERRUPTED
    const what = `does not start (${printable(outcome.message)})`
    return { kind: 'silent', what, hint: 'see what the image needs to start', log: [] }
  }
  const { service } = outcome
  try {
    return await waitFor(service, wish, wanted, deadline, limits)
  } finally {
    // What cannot be removed now is removed with everything else that the builder made.
    await service.remove().catch(() => undefined)
  }
}

async function waitFor(
  service: Service,
  { port, path }: HttpWish,
  wanted: number | undefined,
  deadline: number,
  limits: Limits,
): Promise<Visit> {
  const { seconds, stop } = limits
  let answer: HttpAnswer | undefined
  let answeredAt = Infinity
  let reason = ''
  const giveUp = async (what: string, hint: string): Promise<Visit> => {
    const log = await service.log().catch(() => [])
    return answer ? { kind: 'answered', answer, log } : { kind: 'silent', what, hint, log }
  }
  for (let step = FIRST_STEP; ; step = Math.min(LONGEST_STEP, step * 1.5)) {
    const left = Math.max(0, deadline - performance.now())
    const attempt = await askHttp(service.address, path, `localhost:${port}`, left, stop)
    if (isStopped(limits)) return INTERRUPTED
    const now = performance.now()
    // The last try may have had no time left, and then says less than the one before.
    const early = now < deadline
    if (attempt.kind === 'not http')
      return giveUp(`does not speak HTTP on port ${port}`, 'name a port that answers HTTP without TLS')
    if (attempt.kind === 'no answer') {
      if (early || reason === '') reason = `does not answer on port ${port} (${attempt.message})`
    } else if (STARTING.includes(attempt.answer.status)) {
      reason = `still answers ${attempt.answer.status} on port ${port}`
    } else {
      if (early || !answer) answer = attempt.answer
      if (wanted === undefined || answer.status === wanted) return { kind: 'answered', answer, log: [] }
      answeredAt = Math.min(answeredAt, now)
    }
    if (!early || now - answeredAt >= GRACE) return giveUp(`${reason} after ${seconds} s`, NO_ANSWER)
    if (!(await service.running()))
      return giveUp(`ends before it answers on port ${port}`, 'see what the image needs to start')
    // An interruption is seen below.
    await sleep(Math.min(step, deadline - now), undefined, { signal: stop }).catch(() => undefined)
    if (isStopped(limits)) return INTERRUPTED
  }
}

function sameFrame(one: HttpAnswer, other: HttpAnswer): boolean {
  return (
    one.status === other.status &&
    one.type === other.type &&
    one.location === other.location &&
    one.whole === other.whole
  )
}

function sameBody(one: HttpAnswer, other: HttpAnswer): boolean {
  return one.digest === other.digest
}

function answers(
  name: string,
  outcome: SmokeResult['outcome'],
  before: HttpAnswer,
  after: HttpAnswer,
  log: readonly string[] = [],
): WishOutcome {
  const bodies = outcome === 'different' && sameFrame(before, after) && !sameBody(before, after)
  const digest = (answer: HttpAnswer): string => (bodies ? `, sha256 ${answer.digest.slice(0, 12)}…` : '')
  const lines = bodies && isText(before) ? lineDifference(before.text, after.text, MOST_DIFFERENT_LINES) : []
  const details = outcome === 'different' ? [...lines, ...logLines(log)] : []
  return compared(name, outcome, describe(before) + digest(before), describe(after) + digest(after), details)
}

function compared(
  name: string,
  outcome: SmokeResult['outcome'],
  before: string,
  after: string,
  details: readonly string[],
): WishOutcome {
  return { kind: 'compared', result: { name, outcome, before, after, details } }
}

function describe({ status, type, location, size, whole }: HttpAnswer): string {
  const to = location === '' ? '' : ` to ${printable(location)}`
  const media = type === '' ? '' : ` ${printable(type)}`
  return `${status}${to}${media}, ${size} bytes${whole ? '' : ' and no end'}`
}

function isText({ type, text }: HttpAnswer): boolean {
  return /^text\/|json|xml|javascript|charset=/i.test(type) || (type === '' && !text.includes('\0'))
}

function logLines(log: readonly string[]): readonly string[] {
  return log.slice(-LAST_LINES).map((line) => `log: ${printable(line)}`)
}

function silent(name: string, { what, hint, log }: Extract<Visit, { readonly kind: 'silent' }>): Unusable {
  return {
    kind: 'unusable',
    name,
    message: `the original ${what}, so there is nothing to compare the rewrite with`,
    hint,
    details: logLines(log),
  }
}

function notRepeatable(name: string, first: HttpAnswer, again: HttpAnswer): Unusable {
  return {
    kind: 'unusable',
    name,
    message: `the original does not answer in the same way twice (${describe(first)}; then ${describe(again)}), so there is nothing to compare the rewrite with`,
    hint: 'name a path that does not depend on chance, time or other services',
    details: [],
  }
}
