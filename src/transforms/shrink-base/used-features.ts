// What the application uses of an image's own software that smaller variants of it cannot do.
import { lostFeatures, type LostFeature } from '../../catalog/image-contents.ts'
import { lineage, type Document } from '../../dockerfile/document.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import { sourcesFromContext } from '../../project/context-sources.ts'
import type { Project } from '../../project/project.ts'
import { walkFiles } from '../../project/walk-files.ts'

export interface UsedFeature extends LostFeature {
  /** The file of the build context that uses it. */
  readonly file: string
}

interface Sign {
  readonly files: RegExp
  readonly text: RegExp
}

// https://docs.python.org/3/library/tk.html: the modules that are made with Tk.
const TK: Sign = {
  files: /\.pyw?$/,
  text: /^[ \t]*(?:import[ \t]+(?:[\w.]+[ \t]*,[ \t]*)*|from[ \t]+)(?:tkinter|Tkinter|turtle|turtledemo|idlelib)\b/m,
}
const SIGNS: Readonly<Record<string, Sign>> = {
  tkinter: TK,
  // https://www.erlang.org/doc/apps/wx/: its modules all begin so.
  'wx and what is made with it (observer, debugger)': {
    files: /\.[eh]rl$|\.exs?$/,
    text: /(?<![\w@])(?:wx\w*|:wx\w*|:?observer|:?debugger)[:.](?:new|start|create)\w*\(/,
  },
}

/** What the sources that some stages copy use of it; nothing where no build context is known. */
export function usedFeatures(
  document: Document,
  stages: readonly Stage[],
  image: string,
  project: Project,
): readonly UsedFeature[] {
  const features = lostFeatures(image).flatMap((feature) => {
    const sign = Object.hasOwn(SIGNS, feature.what) ? SIGNS[feature.what] : undefined
    return sign ? [{ feature, sign }] : []
  })
  if (features.length === 0 || !project.known) return []
  const roots = [...new Set(stages.flatMap((stage) => lineage(document, stage)))].flatMap((stage) =>
    stage.instructions
      .filter(({ keyword }) => keyword === 'COPY' || keyword === 'ADD')
      .flatMap((instruction) => sourcesFromContext(document, stage, instruction)),
  )
  return features.flatMap(({ feature, sign }) => {
    const { found } = walkFiles(project, roots, OTHERS, ({ path, read }) =>
      sign.files.test(path) && sign.text.test(read() ?? '') ? path : undefined,
    )
    return found === undefined ? [] : [{ ...feature, file: found }]
  })
}

const OTHERS = /^(?:node_modules|\.git|vendor|tests?|docs?|examples?|venv|\.venv|\..*)$/
