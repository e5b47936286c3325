// https://mermaid.js.org/syntax/flowchart.html
import { isStageNode, type Flow, type StageGraph, type StageNode } from './stage-graph.ts'
import { flowLines, lineWords, roleWords, type TitledGraph } from './words.ts'

/** One flowchart; several graphs are subgraphs of it. */
export function graphMermaid(graphs: readonly TitledGraph<StageGraph>[]): string {
  const [first, ...more] = graphs
  const body =
    first && more.length === 0
      ? nodesOf(first.graph, 'g0').map((line) => `  ${line}`)
      : graphs.flatMap(({ title, graph }, index) => [
          `  subgraph g${index}["${escaped(title)}"]`,
          ...nodesOf(graph, `g${index}`).map((line) => `    ${line}`),
          '  end',
        ])
  return `${['flowchart TD', ...body, ...CLASSES.map((line) => `  ${line}`)].join('\n')}\n`
}

// Colours that are readable on white and on black.
const CLASSES = [
  'classDef final fill:#1a7f37,stroke:#1a7f37,color:#ffffff',
  'classDef ships fill:#1a7f37,stroke:#1a7f37,color:#ffffff,stroke-dasharray:4',
  'classDef build fill:#0969da,stroke:#0969da,color:#ffffff',
  'classDef unused fill:#6e7781,stroke:#6e7781,color:#ffffff,stroke-dasharray:4',
  'classDef outside fill:none,stroke:#6e7781,color:#6e7781',
]

function nodesOf({ stages, images, flows }: StageGraph, prefix: string): readonly string[] {
  const idOf = (node: Flow['from']): string =>
    isStageNode(node) ? `${prefix}s${node.index}` : `${prefix}i${images.indexOf(node)}`
  const context = stages.filter(({ fromContext }) => fromContext.length > 0)
  return [
    ...images.map((image) => `${idOf(image)}(["${escaped(image.name)}"]):::outside`),
    ...(context.length > 0 ? [`${prefix}context[("build context")]:::outside`] : []),
    ...stages.map((stage) => `${idOf(stage)}["${labelOf(stage)}"]:::${classOf(stage)}`),
    ...context.map(
      (stage) => `${prefix}context -->|"${stage.fromContext.map(escaped).join('<br/>')}"| ${idOf(stage)}`,
    ),
    ...flows.map((flow) => {
      const lines = flowLines(flow).map(escaped)
      const label = lines.length > 0 ? `|"${lines.join('<br/>')}"|` : ''
      const arrow = { base: '==>', copy: '-->', mount: '-.->' }[flow.kind]
      return `${idOf(flow.from)} ${arrow}${label} ${idOf(flow.to)}`
    }),
  ]
}

function labelOf(stage: StageNode): string {
  const base = stage.base === 'scratch' ? ['FROM scratch'] : []
  return [`<b>${escaped(stage.name)}</b>`, ...base.map(escaped), lineWords(stage), roleWords(stage)].join(
    '<br/>',
  )
}

function classOf({ role }: StageNode): string {
  return role === 'target' ? 'final' : role
}

/** As HTML, and without what ends a label. */
function escaped(text: string): string {
  return text.replace(/[&<>"#`|]/g, (char) => `#${char.charCodeAt(0)};`)
}
