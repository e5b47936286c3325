export function derive(lists: {
  readonly facts: string | undefined
  readonly seen: string | undefined
  readonly helpers: string | undefined
  readonly pureTools: string | undefined
}): unknown
