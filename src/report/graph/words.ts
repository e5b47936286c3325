import type { Flow, Role, StageNode } from './stage-graph.ts'

/** A graph with what it is of; one of a file that is not changed has no time. */
export interface TitledGraph<Graph> {
  readonly title: string
  readonly graph: Graph
}

const ROLES: Readonly<Record<Role, string>> = {
  final: 'is built',
  target: 'is built, too',
  ships: 'is part of what is built',
  build: 'stays behind',
  unused: 'is not used',
}

export function roleWords({ role }: Pick<StageNode, 'role'>): string {
  return ROLES[role]
}

/** `COPY /app/dist to /srv`; one line each. */
export function flowLines({ kind, paths }: Pick<Flow, 'kind' | 'paths'>): readonly string[] {
  return paths.map((path) => `${kind === 'copy' ? 'COPY' : 'mounts'} ${path}`)
}

export function lineWords({ startLine, endLine }: Pick<StageNode, 'startLine' | 'endLine'>): string {
  return startLine === endLine ? `line ${startLine}` : `lines ${startLine}-${endLine}`
}
