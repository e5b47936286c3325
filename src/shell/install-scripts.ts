// Programs and scripts, other than package managers, that install system packages.
import type { ShellWord, SimpleCommand } from './commands.ts'

/** How a command that may install packages gets at the lists of available ones. */
export type Installer =
  /** Reads those that are there. */
  | 'needs lists'
  /** May read those that are there; nothing but its name tells. */
  | 'may need lists'
  /** Fetches them itself and leaves them there. */
  | 'updates'
  /** May fetch them. */
  | 'may update'

const NEEDS_LISTS = new Set([
  ...['apt-cache', 'apt-file', 'apt-rdepends', 'apt-show-versions', 'apt-fast', 'nala', 'wajig', 'dselect'],
  ...[
    'gdebi',
    'mk-build-deps',
    'tasksel',
    'unattended-upgrade',
    'unattended-upgrades',
    'debconf-apt-progress',
  ],
  ...['auto-apt', 'module-assistant', 'm-a', 'ubuntu-drivers', 'apt-build'],
])
const MAY_NEED_LISTS = new Set([
  ...['ansible-playbook', 'ansible', 'chef-solo', 'chef-client', 'puppet', 'salt-call', 'dpkg-buildpackage'],
])
const ADDS_REPOSITORY = new Set(['add-apt-repository', 'apt-add-repository', 'extrepo'])
const SHELLS = new Set(['sh', 'bash', 'dash', 'ash', 'ksh', 'zsh', '.', 'source'])

// Each begins with `apt-get update` and leaves the lists: deb.nodesource.com/setup_22.x, get.docker.com,
// packagecloud's script.deb.sh, aka.ms/InstallAzureCLIDeb, toolbelt.heroku.com.
const UPDATING_SCRIPT =
  /deb\.nodesource\.com\/setup|toolbelt\.heroku\.com|get\.docker\.com|script\.deb\.sh|InstallAzureCLIDeb/
// Install into a home directory or /opt, never through a package manager.
const NO_PACKAGES = (
  'sh.rustup.rs static.rust-lang.org get.sdkman.io nvm-sh/nvm creationix/nvm bun.sh deno.land install.python-poetry ' +
  'get-poetry astral.sh pyenv get.volta.sh ohmyzsh oh-my-zsh getcomposer.org pnpm.io yarnpkg.com/install ' +
  'npmjs.com/install fnm.vercel starship.rs foundry.paradigm golang/dep glide.sh goreleaser golangci helm/helm ' +
  'kustomize linkerd.io get.symfony.com install.meteor.com sdk.cloud.google getvsdbgsh anchore/ aquasecurity/ ' +
  'k3d-io/ tfutils/ pulumi.com dot.net/ dotnet-install'
).split(' ')
// Update and clean up by themselves: rocker's scripts, mlocati's install-php-extensions, minideb's and Debian base's helpers.
const CLEAN_SCRIPT =
  /(?:^|\/)(?:rocker_scripts\/.*|install-php-extensions|install_packages|clean-install|docker-php-ext-install)$/

/** What a command is known or likely to do about package lists; undefined where nothing speaks for it. */
export function installerOf(command: SimpleCommand, all: readonly SimpleCommand[]): Installer | undefined {
  const { name, args } = command
  if (name === undefined) return undefined
  const words = args.map((word) => word.literal ?? word.text)
  if (NEEDS_LISTS.has(name)) return 'needs lists'
  if (MAY_NEED_LISTS.has(name)) return 'may need lists'
  if (ADDS_REPOSITORY.has(name)) return 'may update'
  // rosdep starts `apt-get install` for each key (rosdep2/platforms/debian.py).
  if (name === 'rosdep') return words.includes('install') ? 'needs lists' : undefined
  if (name === 'opam') return words.some((word) => word.startsWith('depext')) ? 'needs lists' : undefined
  // playwright-core/lib/server/registry/dependencies.js runs `apt-get update` first.
  if (name === 'playwright' || words.some((word) => /^playwright(?:@|$)/.test(word))) {
    return words.includes('install-deps') || words.includes('--with-deps') ? 'updates' : undefined
  }
  // @puppeteer/browsers runs `apt-get satisfy` alone.
  if (words.some((word) => word.includes('puppeteer')) && words.includes('--install-deps'))
    return 'needs lists'
  if (/^g?make$/.test(name)) return words.some(isInstallTarget) ? 'may need lists' : undefined
  const script = scriptRun(command)
  if (script === undefined) return undefined
  if (script === '-') return pipedIn(command, all)
  if (UPDATING_SCRIPT.test(script) || all.some((each) => fetchesUpdating(each, script))) return 'updates'
  if (CLEAN_SCRIPT.test(script)) return undefined
  if (speaksOf(script, PACKAGE_WORDS)) return 'may need lists'
  return speaksOf(script, INSTALL_WORDS) && !isBuildStep(script, all) ? 'may need lists' : undefined
}

// Scripts of tools, and of steps of a build, that install no system packages.
const NO_PACKAGE_SCRIPT =
  /(?:^|\/)(?:\.|autogen|configure|bootstrap|buildconf|nvm|nix|conda|miniconda.*|anaconda.*|mambaforge.*|miniforge.*|virtualenvwrapper|steamcmd|add-user|jboss-cli|asadmin|catalina|startup|wait-for(?:-it)?|gradlew|make|all|sdkman-init|dotnet-install|emsdk_env|cleanup|clean|entrypoint|docker-entrypoint|[\w-]*server-start|[\w-]*accept-licenses?)\.(?:sh|bash)$/i

/**
 * The name of a script that a command starts, of which nothing tells whether it installs packages: `./first-run.sh`.
 * Undefined for one that `installerOf` knows, and for what a shell reads into itself.
 */
export function unknownScript(command: SimpleCommand, all: readonly SimpleCommand[]): string | undefined {
  if (command.name === '.' || command.name === 'source') return undefined
  const script = scriptRun(command)?.replace(/["']/g, '')
  if (script === undefined || !isShellScript(script)) return undefined
  return installerOf(command, all) || isBuildStep(script, all) ? undefined : script.split('/').at(-1)
}

/** True for a shell script by its name, unless it is known to install no system packages. */
function isShellScript(path: string): boolean {
  return /\.(?:sh|bash)$/.test(path) && !NO_PACKAGE_SCRIPT.test(path) && !CLEAN_SCRIPT.test(path)
}

/** True for the name of a script that is there to install or to set up something. */
export function isInstallScript(path: string): boolean {
  return isShellScript(path) && (speaksOf(path, PACKAGE_WORDS) || speaksOf(path, INSTALL_WORDS))
}

/** What the script does that the pipeline of a command feeds to it. */
function pipedIn(command: SimpleCommand, all: readonly SimpleCommand[]): Installer | undefined {
  const before = all
    .filter((each) => each.start < command.start && each.surroundings.includes('pipeline'))
    .at(-1)
  const source = before?.args.map((word) => word.text).join(' ') ?? ''
  if (UPDATING_SCRIPT.test(source)) return 'updates'
  if (NO_PACKAGES.some((part) => source.includes(part))) return undefined
  // RVM updates when it installs a Ruby; get.haskellstack.org installs without an update, and so may others.
  return source.includes('rvm') ? 'may update' : 'may need lists'
}

/** True for `curl https://deb.nodesource.com/setup_22.x -o script`. */
function fetchesUpdating({ name, args }: SimpleCommand, script: string): boolean {
  const file = script.split('/').at(-1) ?? script
  const url = args.find((word) => UPDATING_SCRIPT.test(word.text))
  return (
    /^(?:curl|wget)$/.test(name ?? '') && url !== undefined && args.some((word) => word.text.endsWith(file))
  )
}

function isInstallTarget(word: string): boolean {
  return /^(?:install[-_])?(?:system[-_]|apt[-_]|build[-_]|os[-_])?(?:deps|dependencies|prereqs|prerequisites|packages|requirements)$|^(?:bootstrap|provision|setup)$/.test(
    word,
  )
}

/** The file that a command runs as a script, `-` for its standard input. */
function scriptRun({ name = '', args, syntax, surroundings }: SimpleCommand): string | undefined {
  const path = syntax.name?.text ?? ''
  if (!SHELLS.has(name)) {
    if (/^(?:python[\d.]*|perl|ruby|node)$/.test(name)) {
      const file = fileOperand(args)
      return file !== undefined && /deps|depend|prereq|apt|provision/i.test(file) ? file : undefined
    }
    return path.includes('/') || /\.(?:sh|bash)$/.test(path) || CLEAN_SCRIPT.test(path) ? path : undefined
  }
  if (args.some((word) => /^-[a-z]*c$/.test(word.text))) return undefined
  return fileOperand(args) ?? (surroundings.includes('pipeline') ? '-' : undefined)
}

function fileOperand(args: readonly ShellWord[]): string | undefined {
  const file = args.find((word) => !/^[-+]/.test(word.text))
  return file?.literal ?? file?.text
}

// Scripts of these names get the packages that a build wants, for whatever machine they were written.
const PACKAGE_WORDS = new Set([
  ...[
    'dep',
    'deps',
    'depends',
    'dependency',
    'dependencies',
    'requirements',
    'requires',
    'package',
    'packages',
  ],
  ...['pkg', 'pkgs', 'prereq', 'prereqs', 'prerequisites', 'apt', 'aptget', 'rundeps', 'builddeps', 'deb'],
])
const INSTALL_WORDS = new Set([
  ...['install', 'installs', 'installer', 'installation', 'setup', 'bootstrap', 'provision', 'provisioning'],
  ...['debian', 'ubuntu', 'prepare', 'system'],
])

function speaksOf(path: string, words: ReadonlySet<string>): boolean {
  const name = path.replace(/["']/g, '').split('/').at(-1) ?? ''
  if (/^(?:install|configure)$|\.(?:run|py|jar|exe)$/i.test(name)) return false
  return name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .some((token) => words.has(token))
}

const BUILDS = /^(?:g?make|ninja|cmake|configure|b2|bjam|autoreconf|meson|gradlew?|mvn)$/

/** True for the bootstrap of autotools, CMake or Boost, which comes before a make. */
function isBuildStep(script: string, all: readonly SimpleCommand[]): boolean {
  return /bootstrap|setup/.test(script) && all.some((each) => BUILDS.test(each.name ?? ''))
}
