// Which yarn a call runs: a project can bring its own, by yarnPath in .yarnrc.yml or by packageManager in package.json.
import { wordsOf } from '../../dockerfile/instruction.ts'
import { commandsOf, type SimpleCommand } from '../commands.ts'
import { earlierInstructions } from '../earlier-instructions.ts'
import { commandsRun } from '../later-commands.ts'
import type { PackageCommand } from '../package-command.ts'
import type { CallSite } from './package-manager.ts'

// Options that stop yarn 2 and later with an error, and commands that only yarn 1 has: run with 1.22, 3.8 and 4.18.
const CLASSIC_OPTION =
  /^--(?:pure-lockfile|ignore-(?:scripts|optional|engines|platform)|no-progress|production|non-interactive|prefer-offline|check-files|force|verbose|flat|modules-folder|no-bin-links|link-duplicates|no-optional|no-lockfile|har|no-emoji)\b/
const BERRY =
  /\.yarnrc\.yml|\.yarn\/|\.pnp\.|\byarn(?:pkg)?\s+(?:set\s+version|plugin|dlx|workspaces\s+(?:focus|foreach)|config\s+set\s+(?:-\S+\s+)*[a-z]+[A-Z]|install\s[^\n]*--(?:immutable|inline-builds|mode)|node\b)|\byarn@(?:[2-9]|stable|berry|canary)|\bYARN_(?:ENABLE|NODE_LINKER|PNP|NM_|RC_)\w*|COPY\s[^\n]*\.yarn\s/
/** Commands that may bring a project with settings of its own, or another yarn. */
const BRINGS_FILES = /^(?:git|hg|svn|tar|unzip|bsdtar|rsync|npx|corepack)$/
/** What a project's manifests are called, settings of yarn 1 with them. */
const MANIFEST =
  /^(?:[\w@+-]*package[\w*.-]*\.json|package\*|[\w.*-]*\.lock|yarn\*|\*\.json|\.npmrc|\.yarnrc|\.yarnclean|[\w.-]+\.(?:json|m?[jt]s|cjs|sh|yml|yaml|toml|conf|txt|md))$/

export function yarnRelease(site: CallSite, call: PackageCommand): 'classic' | 'berry' | 'unknown' {
  const { document, stage, script } = site
  if (call.action.startsWith('global')) return 'classic'
  if (call.action === 'workspaces focus') return 'berry'
  if (call.normalOptions.some((option) => CLASSIC_OPTION.test(option))) return 'classic'
  const before = earlierInstructions(document, stage, script.instruction)
  if (BERRY.test(document.text)) return 'berry'
  const brought = before.some((instruction) => {
    const { keyword } = instruction
    if (keyword === 'COPY' || keyword === 'ADD') {
      return wordsOf(instruction)
        .slice(0, -1)
        .some((word) => !MANIFEST.test(word.split('/').at(-1) ?? ''))
    }
    return keyword === 'RUN' && commandsRun(document, stage, instruction).some(bringsFiles)
  })
  const own = commandsOf(script).some((each) => each.start < site.command.start && bringsFiles(each))
  return brought || own ? 'unknown' : 'classic'
}

/** Node.js and yarn itself come in archives too. */
function bringsFiles({ name, args }: SimpleCommand): boolean {
  return (
    BRINGS_FILES.test(name ?? '') &&
    !args.some((word) => /node-?v|nodejs|\/yarn|yarn-v|composer|phantomjs/i.test(word.text))
  )
}
