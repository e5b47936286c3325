// What a stage has for the sake of the server that nginx takes the place of.
import type { Instruction } from '../../../../dockerfile/instruction.ts'
import type { TextEdit } from '../../../../dockerfile/text-edit.ts'
import type { SimpleCommand } from '../../../../shell/commands.ts'
import { cutCommands } from '../../../../shell/cutting.ts'
import { isPlace, placeOf } from '../../../../shell/places.ts'
import type { RunScript } from '../../../../shell/run-scripts.ts'
import type { Subject } from '../../subject.ts'

export interface Unserved {
  /** CMD and ENTRYPOINT, which nginx's image has, and RUNs that install the server and do nothing else. */
  readonly instructions: ReadonlySet<Instruction>
  readonly edits: readonly TextEdit[]
  readonly removes: readonly string[]
}

export function withoutServer({ document, stage, runs }: Subject): Unserved {
  const installs = runs.flatMap((run) => {
    const commands = run.commands.filter(installsServer)
    return commands.length > 0 ? [{ run, commands }] : []
  })
  const whole = installs.filter(({ run, commands }) => commands.length === run.commands.length)
  const cuts = installs
    .filter((each) => !whole.includes(each))
    .flatMap(({ run, commands }) => {
      const places = commands.map((command) => placeOf(run.script, command)).filter(isPlace)
      const edits = places.length === commands.length ? cutCommands(document, run.script, places) : undefined
      return edits ? [{ edits, removes: commands.flatMap((command) => wordsOf(run, command)) }] : []
    })
  const given = stage.instructions.filter(({ keyword }) => /^(?:CMD|ENTRYPOINT)$/.test(keyword))
  return {
    instructions: new Set([...given, ...whole.map(({ run }) => run.instruction)]),
    edits: cuts.flatMap(({ edits }) => edits),
    removes: cuts.flatMap(({ removes }) => removes),
  }
}

const SERVER = /^(?:serve|http-server|sirv-cli|angular-http-server)(?:@[^\s]*)?$/

/** `npm install -g serve`, `yarn global add http-server`: nothing else needs what is installed so. */
function installsServer({ name = '', args }: SimpleCommand): boolean {
  const words = args.map(({ text }) => text)
  const operands = words.filter((word) => !word.startsWith('-') && !/^(?:global|install|i|add)$/.test(word))
  return (
    /^(?:npm|yarn|pnpm|bun)$/.test(name) &&
    words.some((word) => /^(?:-g|--global|global)$/.test(word)) &&
    words.some((word) => /^(?:install|i|add)$/.test(word)) &&
    operands.length > 0 &&
    operands.every((word) => SERVER.test(word))
  )
}

function wordsOf({ script }: RunScript, { start, end }: SimpleCommand): readonly string[] {
  return script.text.slice(start, end).split(/\s+/)
}
