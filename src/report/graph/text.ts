import { visible, type Style } from '../style.ts'
import { isStageNode, type StageGraph, type StageNode } from './stage-graph.ts'
import { flowLines, lineWords, roleWords, type TitledGraph } from './words.ts'

/** The stages in the order of the file, each with what goes into it. */
export function graphText({ title, graph }: TitledGraph<StageGraph>, style: Style): string {
  const width = Math.max(...graph.stages.map(({ name }) => name.length), 0)
  const lines = graph.stages.flatMap((stage) => {
    const paint = stage.role === 'unused' ? style.dim : stage.role === 'build' ? style.cyan : style.green
    const padding = ' '.repeat(width - stage.name.length)
    return [
      `  ${style.bold(visible(stage.name))}${padding}  ${lineWords(stage)}, ${paint(roleWords(stage))}`,
      ...inputLines(graph, stage).map((line) => `      ${line}`),
    ]
  })
  return `${[style.bold(visible(title)), ...lines].join('\n')}\n`
}

function inputLines({ flows }: StageGraph, stage: StageNode): readonly string[] {
  const into = flows.filter(({ to }) => to === stage)
  const context = stage.fromContext.map(visible).join(', ')
  return [
    ...(into.some(({ kind }) => kind === 'base') ? [] : [`FROM ${visible(stage.base)}`]),
    ...into
      .filter(({ kind }) => kind === 'base')
      .map(
        ({ from }) => `FROM ${isStageNode(from) ? `the stage ${visible(from.name)}` : visible(from.name)}`,
      ),
    ...(context === '' ? [] : [`from the build context: ${context}`]),
    ...into.flatMap(({ from, ...flow }) =>
      flow.kind === 'base'
        ? []
        : flowLines(flow).map((line) => {
            const [verb = '', ...rest] = visible(line).split(' ')
            return `${verb} from ${isStageNode(from) ? '' : 'the image '}${visible(from.name)}: ${rest.join(' ')}`
          }),
    ),
  ]
}
