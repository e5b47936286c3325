// What the image of the SDK has of the system beside the compiler, and a program may use.
import { isApkName } from '../../../../catalog/alpine-packages.ts'
import { dotnetProject } from '../../../../project/dotnet/dotnet-project.ts'
import { isAlpineApplet } from '../../../../catalog/image-facts.ts'
import { noSplit, type NoSplit } from '../../split-plan.ts'
import { alpineOf, releaseOf, type Subject } from '../../subject.ts'
import { isVersion } from './runtime.ts'

// dotnet/dotnet-docker at 3ed00b61, and at 2021-07 for 2.1 to 5.0, which had procps, and up to 3.1 all of buildpack-deps:scm.
const PROGRAMS: Readonly<Record<string, string>> = {
  curl: 'curl',
  git: 'git',
  wget: 'wget',
  ps: 'procps',
  pgrep: 'procps',
  pkill: 'procps',
  pidof: 'procps',
  top: 'procps',
  free: 'procps',
  ssh: 'openssh-client',
  scp: 'openssh-client',
  hg: 'mercurial',
  svn: 'subversion',
  gpg: 'gnupg',
}

const OF_SDK = /^(?:pwsh|powershell|dnx|dotnet-.*|csc|vbc|fsc|fsi|msbuild|node|npm|npx)$/i

/** They ask for Kerberos, which the image of the SDK has since 8.0 only because curl does. */
const KERBEROS =
  /^(?:Npgsql|(?:Microsoft|System)\.Data\.SqlClient|.*\.SqlServer|.*\.Negotiate|.*PostgreSQL.*|Kerberos\..*)$/i

/** Debian's or Alpine's names of what is to be installed. */
export function systemNeeds(subject: Subject): readonly string[] | NoSplit {
  const { starting, opaque, project } = subject
  const atStart = opaque.find(({ at }) => starting.some(({ instruction }) => instruction.range === at))
  if (atStart) return noSplit(atStart.reason, atStart.unblock, atStart.at)
  const alpine = alpineOf(subject)
  const found = new Set<string>()
  for (const { command, at, within } of starting) {
    const { name = '' } = command
    if (name === 'dotnet' && /\.(?:cs|fs|vb)$/.test(within ?? ''))
      return noSplit(
        'the sources start dotnet, and may do so for what only the SDK can',
        'split it by hand, and run dfopt verify',
        at,
      )
    if (OF_SDK.test(name))
      return noSplit(`${name} is in the image of the SDK alone`, 'start the program without it', at)
    const owner = Object.hasOwn(PROGRAMS, name) ? PROGRAMS[name] : undefined
    if (owner !== undefined && (alpine === undefined || !isAlpineApplet(name))) found.add(owner)
  }
  const { packages, isInvariant } = dotnetProject(project)
  const ldap = packages.find(({ name }) => /^System\.DirectoryServices\.Protocols$/i.test(name))
  if (ldap && alpine === undefined)
    return noSplit(
      `${ldap.name} in ${ldap.file} calls libldap, which the image of the SDK has with curl`,
      'install the package with libldap in a RUN, and split it by hand',
    )
  if (alpine !== undefined) {
    const icu = isInvariant ? [] : ['icu-libs', 'icu-data-full']
    for (const name of ['tzdata', ...icu]) if (isApkName(name, alpine)) found.add(name)
  } else if (isVersion(subject, 8) && packages.some(({ name }) => KERBEROS.test(name)))
    found.add('libgssapi-krb5-2')
  if (found.size > 0 && alpine === undefined && releaseOf(subject) === undefined)
    return noSplit(
      `${[...found].join(', ')} is in the image of the SDK alone`,
      'install it in a RUN, and split it by hand',
    )
  return [...found]
}
