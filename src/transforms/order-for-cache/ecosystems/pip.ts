// pip and uv pip with files of requirements.
import { posix } from 'node:path'
import { parseRequirementsFile } from '../../../project/python/requirements-file.ts'
import {
  hasOption,
  NO_MANIFEST,
  optionValues,
  setVariable,
  type Ecosystem,
  type InstallSite,
  type NotFirst,
} from '../install.ts'

export const pip: Ecosystem = {
  read(site) {
    const { call, folder } = site
    const isPip = call.manager.id === 'pip' && /^(?:install|download|wheel)$/.test(call.action)
    const isUv = call.manager.id === 'uv' && /^pip (?:install|sync)$/.test(call.action)
    if (!isPip && !isUv) return undefined
    const listed = call.action === 'pip sync' ? call.operands.map(({ literal, text }) => literal ?? text) : []
    const files = [...optionValues(call, /^(?:-r|--requirements?|-c|--constraints?)$/), ...listed]
    if (files.length === 0) return undefined
    const local = call.operands.find(
      ({ text }) => listed.length === 0 && /^["']?[./]|\.(?:whl|zip|gz)["']?$|\$/.test(text),
    )
    if (local || hasOption(call, /^(?:-e|--editable)$/))
      return {
        reason: `${local?.text ?? 'the project itself'} is installed with what it depends on, and needs its sources`,
        unblock: 'install the requirements in a RUN of their own, in front of COPY',
        quiet: true,
      }
    const variable = setVariable(
      site,
      /^(?:PIP|UV)_(?:CONFIG_FILE|CONSTRAINT|REQUIREMENT|FIND_LINKS|TARGET|OVERRIDE)$/,
    )
    if (
      variable !== undefined ||
      hasOption(call, /^(?:-t|--target|--prefix|--root|--src|-f|--find-links|-d|--dest|-w|--wheel-dir)$/)
    )
      return {
        reason: `what ${variable ?? 'an option of pip'} makes of the install is not known`,
        unblock: 'put the files of requirements in front by hand',
        quiet: true,
      }
    const reads: string[] = []
    for (const file of files) {
      const found = follow(site, posix.resolve(folder, file), reads)
      if (found) return found
    }
    return { reads, fills: [], rewrites: [], doubts: [] }
  },
}

/** Adds a file of requirements and those that it names. */
function follow(site: InstallSite, path: string, reads: string[]): NotFirst | undefined {
  if (reads.includes(path)) return undefined
  const name = posix.relative(site.folder, path)
  const text = site.files.read(path)
  if (text === undefined) return NO_MANIFEST(name)
  reads.push(path)
  const { requirements, files, options, unread } = parseRequirementsFile(text)
  const own = requirements.find(({ source }) => source.kind === 'folder' || source.kind === 'file')
  const odd = unread.find((line) => line.startsWith('-') || /^[./]|file:/.test(line))
  const links = options.findLinks.find((each) => !/^https?:/.test(each))
  // A clone goes into the folder that pip runs in.
  const editable = /^\s*(?:-e|--editable)\b.*$/m.exec(text)?.[0].trim()
  const what =
    editable ?? odd ?? links ?? (own ? (own.name ?? 'a folder or an archive of the project') : undefined)
  if (what !== undefined)
    return {
      reason: `${name} has ${what}, for which the install may need the sources`,
      unblock:
        'copy what that names in front of the install, too, or install it in a RUN of its own behind COPY',
    }
  for (const each of files) {
    if (/^https?:/.test(each.path)) continue
    const found = follow(site, posix.resolve(posix.dirname(path), each.path), reads)
    if (found) return found
  }
  return undefined
}
