import { expect, test } from 'vitest'
import { parseDocument } from '../../../src/dockerfile/document.ts'
import { graphMermaid } from '../../../src/report/graph/mermaid.ts'
import { isStageNode, stageGraph, type StageGraph } from '../../../src/report/graph/stage-graph.ts'
import { graphText } from '../../../src/report/graph/text.ts'
import { styleFor } from '../../../src/report/style.ts'
import { TEN_STAGES } from './ten-stages.ts'

function graphOf(text: string, targets: readonly string[] = []): StageGraph {
  return stageGraph(parseDocument(text, { targets }), targets)
}

function flowsOf({ flows }: StageGraph): readonly string[] {
  return flows.map(({ from, to, kind, paths }) =>
    [from.name, isStageNode(from) ? '' : '(image)', kind, to.name, ...paths]
      .filter((word) => word !== '')
      .join(' '),
  )
}

test('ten stages, as text', () => {
  expect(graphText({ title: 'Dockerfile', graph: graphOf(TEN_STAGES) }, styleFor(false)))
    .toMatchInlineSnapshot(`
    "Dockerfile
      base          lines 3-5, stays behind
          FROM node:\${NODE}
          from the build context: package.json, package-lock.json
      dependencies  lines 7-8, stays behind
          FROM the stage base
      production    lines 10-11, stays behind
          FROM the stage base
      sources       lines 13-14, stays behind
          FROM the stage dependencies
          from the build context: .
      lint          lines 16-17, is not used
          FROM the stage sources
      test          lines 19-20, is not used
          FROM the stage sources
      tools         lines 22-23, stays behind
          FROM golang:1.26
          from the build context: tools
      assets        lines 25-26, stays behind
          FROM the stage sources
          mounts from tools: /out at /tools
      build         lines 28-30, stays behind
          FROM the stage sources
          COPY from assets: /app/public/assets to ./public/assets
      runtime       lines 32-39, is built
          FROM node:22-slim
          COPY from the image ghcr.io/krallin/tini:0.19: /tini to /tini
          COPY from production: /app/node_modules to ./node_modules
          COPY from build: /app/dist to ./dist
          COPY from build: /app/public to ./public
          COPY from tools: /out/migrate to /usr/local/bin/
    "
  `)
})

test('ten stages, as a flowchart', () => {
  expect(graphMermaid([{ title: 'Dockerfile', graph: graphOf(TEN_STAGES) }])).toMatchInlineSnapshot(`
    "flowchart TD
      g0i0(["node:\${NODE}"]):::outside
      g0i1(["golang:1.26"]):::outside
      g0i2(["node:22-slim"]):::outside
      g0i3(["ghcr.io/krallin/tini:0.19"]):::outside
      g0context[("build context")]:::outside
      g0s0["<b>base</b><br/>lines 3-5<br/>stays behind"]:::build
      g0s1["<b>dependencies</b><br/>lines 7-8<br/>stays behind"]:::build
      g0s2["<b>production</b><br/>lines 10-11<br/>stays behind"]:::build
      g0s3["<b>sources</b><br/>lines 13-14<br/>stays behind"]:::build
      g0s4["<b>lint</b><br/>lines 16-17<br/>is not used"]:::unused
      g0s5["<b>test</b><br/>lines 19-20<br/>is not used"]:::unused
      g0s6["<b>tools</b><br/>lines 22-23<br/>stays behind"]:::build
      g0s7["<b>assets</b><br/>lines 25-26<br/>stays behind"]:::build
      g0s8["<b>build</b><br/>lines 28-30<br/>stays behind"]:::build
      g0s9["<b>runtime</b><br/>lines 32-39<br/>is built"]:::final
      g0context -->|"package.json<br/>package-lock.json"| g0s0
      g0context -->|"."| g0s3
      g0context -->|"tools"| g0s6
      g0i0 ==> g0s0
      g0s0 ==> g0s1
      g0s0 ==> g0s2
      g0s1 ==> g0s3
      g0s3 ==> g0s4
      g0s3 ==> g0s5
      g0i1 ==> g0s6
      g0s3 ==> g0s7
      g0s6 -.->|"mounts /out at /tools"| g0s7
      g0s3 ==> g0s8
      g0s7 -->|"COPY /app/public/assets to ./public/assets"| g0s8
      g0i2 ==> g0s9
      g0i3 -->|"COPY /tini to /tini"| g0s9
      g0s2 -->|"COPY /app/node_modules to ./node_modules"| g0s9
      g0s8 -->|"COPY /app/dist to ./dist<br/>COPY /app/public to ./public"| g0s9
      g0s6 -->|"COPY /out/migrate to /usr/local/bin/"| g0s9
      classDef final fill:#1a7f37,stroke:#1a7f37,color:#ffffff
      classDef ships fill:#1a7f37,stroke:#1a7f37,color:#ffffff,stroke-dasharray:4
      classDef build fill:#0969da,stroke:#0969da,color:#ffffff
      classDef unused fill:#6e7781,stroke:#6e7781,color:#ffffff,stroke-dasharray:4
      classDef outside fill:none,stroke:#6e7781,color:#6e7781
    "
  `)
})

test('stages by number and in any case, the last of one name, and images for names that come later', () => {
  const graph = graphOf(
    'FROM a AS One\nFROM b AS two\nFROM c AS TWO\nFROM d\n' +
      'COPY --from=0 /x /y\nCOPY --from=ONE /z /\nCOPY --from=two /t /\nCOPY --from=later /l /\nFROM e AS later\n',
  )
  expect(flowsOf(graph)).toEqual([
    'a (image) base One',
    'b (image) base two',
    'c (image) base TWO',
    'd (image) base stage 3',
    'One copy stage 3 /x to /y /z to /',
    'TWO copy stage 3 /t to /',
    'later (image) copy stage 3 /l to /',
    'e (image) base later',
  ])
  expect(graph.stages.map(({ role }) => role)).toEqual(['unused', 'unused', 'unused', 'unused', 'final'])
})

test('what triggers of the parent take, mounts without a type, and a stage with nothing in it', () => {
  const graph = graphOf(
    'FROM a AS tools\nFROM scratch AS parent\nONBUILD COPY --from=tools /t /t\nFROM parent\nRUN --mount=from=tools,target=/m x\n',
  )
  expect(flowsOf(graph)).toEqual([
    'a (image) base tools',
    'parent base stage 2',
    'tools copy stage 2 /t to /t',
    'tools mount stage 2 / at /m',
  ])
  expect(graph.stages.map(({ role }) => role)).toEqual(['build', 'ships', 'final'])
})

test('targets are built, and what they need with them', () => {
  const text = 'FROM a AS x\nFROM x AS test\nCOPY --from=y /1 /\nFROM b\n'
  expect(graphOf(text).stages.map(({ role }) => role)).toEqual(['unused', 'unused', 'final'])
  expect(graphOf(text, ['TEST']).stages.map(({ role }) => role)).toEqual(['ships', 'target', 'final'])
})

test('what comes from the build context', () => {
  const [stage] = graphOf(
    'FROM a\nCOPY a.txt b/ /x/\nADD https://example.com/c.tgz d.tgz /\nCOPY <<EOF /e\ntext\nEOF\n' +
      'COPY --from=z /f /\nRUN --mount=type=bind,src=g,target=/g --mount=type=cache,target=/h x\nCOPY a.txt /\n',
  ).stages
  expect(stage?.fromContext).toEqual(['a.txt', 'b/', 'd.tgz', 'g'])
})

test('names that a terminal or a flowchart would obey are shown', () => {
  const graph = graphOf('FROM "a|`b`" AS x\nCOPY "<c>" /\n')
  expect(graphMermaid([{ title: 'a"b', graph }])).not.toMatch(/"a\||`b`|<c>/)
  expect(graphText({ title: 'a\u001b[2J', graph }, styleFor(false))).toContain('a^[[2J')
})
