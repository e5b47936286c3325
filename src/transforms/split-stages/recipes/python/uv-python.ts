// Whether uv takes the Python of the image, or fetches one of its own: https://docs.astral.sh/uv/concepts/python-versions/.
import { posix } from 'node:path'
import { languageVersion } from '../../../../catalog/language-version.ts'
import { stateAt } from '../../../../dockerfile/document.ts'
import { parseSpecifiers, parseVersion, satisfies } from '../../../../project/python/version.ts'
import { parseToml, tableIn, textIn } from '../../../../project/toml.ts'
import type { Call } from '../../../calls/calls.ts'
import { noSplit, type NoSplit } from '../../split-plan.ts'
import type { Subject } from '../../subject.ts'

/** Why the venv that uv makes may link to a Python that only the build stage has. */
export function otherPython(
  subject: Subject,
  { command, folder, files, instruction }: Call,
): NoSplit | undefined {
  const { variables } = stateAt(subject.document, subject.stage, instruction)
  const said = ['UV_PYTHON', 'UV_PYTHON_PREFERENCE', 'UV_MANAGED_PYTHON', 'UV_PYTHON_INSTALL_DIR'].find(
    (name) => variables.has(name),
  )
  const unblock = 'let uv take the Python of the image: UV_PYTHON_DOWNLOADS=never shows whether it does'
  if (said !== undefined) return noSplit(`${said} says which Python uv takes`, unblock)
  const fetches = subject.building.some(
    (call) => call.command.name === 'uv' && call.command.args[0]?.text === 'python',
  )
  const chosen = command.args.find(({ text }) => /^(?:--python|-p|--managed-python)(?:=|$)/.test(text))
  if (fetches || chosen) return noSplit('uv is told which Python to take', unblock)
  const version = languageVersion(subject.image, 'python')
  if (version === undefined) return noSplit('which Python the image has is not known', 'name it in the tag')
  const read = (name: string): string | undefined => files.read(posix.join(folder ?? '/', name))
  const pin = read('.python-version')?.trim()
  if (pin !== undefined && !`${version}.`.startsWith(`${pin}.`))
    return noSplit(`.python-version asks for ${pin}, and the image has ${version}`, unblock)
  const asked = textIn(tableIn(parseToml(read('pyproject.toml') ?? '') ?? {}, 'project'), 'requires-python')
  const specifiers = asked === undefined ? [] : parseSpecifiers(asked)
  const newest = parseVersion(version.split('.').length > 2 ? version : `${version}.99`)
  return specifiers && newest && satisfies(newest, specifiers)
    ? undefined
    : noSplit(`pyproject.toml asks for Python ${asked ?? ''}, and the image has ${version}`, unblock)
}
