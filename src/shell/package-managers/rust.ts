import type { PackageCommand } from '../package-command.ts'
import type { Environment, PackageManager } from './package-manager.ts'

const isOffline = ({ normalOptions }: PackageCommand): boolean =>
  normalOptions.includes('--offline') || normalOptions.includes('--frozen')

const OTHERS = (
  'new init clean version help fmt login logout owner yank uninstall locate-project read-manifest ' +
  'verify-project pkgid'
).split(' ')

const MAKES_NOTHING =
  /^(?:fetch|check|c|test|t|bench|doc|clippy|update|tree|metadata|generate-lockfile|search|add|remove|rm)$/

/** The home directory alone where nothing else can be meant. */
function homeOf({ invocation }: PackageCommand, { value, base }: Environment): string {
  if (value('CARGO_HOME')) return '"$CARGO_HOME"'
  if (/^(?:~|\$HOME|\/root)\/\.cargo\/bin\//.test(invocation)) return '~/.cargo'
  const plain =
    base !== undefined && /^(?:debian|ubuntu|alpine|fedora|centos|buildpack-deps)(?::|$)/.test(base)
  return plain ? '~/.cargo' : '"${CARGO_HOME:-$HOME/.cargo}"'
}

export const cargo: PackageManager = {
  id: 'cargo',
  programs: ['cargo'],
  skips: /^\+[\w.-]+$/,
  roles: { ...Object.fromEntries(OTHERS.map((name) => [name, 'other' as const])), cache: 'clean' },
  // Whatever else there is builds or resolves; further programs named cargo-… do as well.
  otherwise: 'install',
  shortWithValue: 'pjFZ',
  longWithValue: (
    '--package --bin --example --test --bench --exclude --features --target --jobs --target-dir ' +
    '--manifest-path --version --vers --git --branch --tag --rev --path --root --profile --registry ' +
    '--index --config --color --message-format'
  ).split(' '),
  synonyms: [],
  caches: [
    {
      name: "Cargo's registry",
      // target/ is what was built, and never touched.
      paths: ['~/.cargo/registry', '~/.cargo/git', '/usr/local/cargo/registry', '/usr/local/cargo/git'],
      movedBy: [{ variable: 'CARGO_HOME', path: '*/registry', also: ['*/git'], isHome: true }],
      movedByOptions: [],
      filledBy: (call) => !isOffline(call),
      offBy: [],
      remedy: {
        kind: 'command',
        command: (call, environment) => {
          const home = homeOf(call, environment)
          return `rm -rf ${home}/registry ${home}/git`
        },
      },
      readers: {
        calls: ({ manager, role }) => manager.id === 'cargo' && role === 'install',
        makes: ({ operands }) => !MAKES_NOTHING.test(operands[0]?.text ?? ''),
        programs:
          /^(?:make|just|task|ninja|cmake|meson|bazel|buck2?|wasm-pack|trunk|cross|maturin|xargo|wargo|cargo-[\w-]+|systemfd|watchexec|bacon)$/,
        development: true,
      },
      removedBy: /cargo["'}]*\/(?:registry|git)\b|CARGO_HOME\}?["']?\/(?:registry|git)\b/i,
      source: 'https://doc.rust-lang.org/cargo/guide/cargo-home.html; run with cargo 1.65',
    },
  ],
  mounts: [
    {
      target: '~/.cargo/registry',
      sharing: 'shared',
      neededBy: isOffline,
      source: 'https://docs.docker.com/build/cache/optimize/#use-cache-mounts; cargo locks it by itself',
    },
    {
      target: '~/.cargo/git',
      sharing: 'shared',
      neededBy: isOffline,
      source: 'https://docs.docker.com/build/cache/optimize/#use-cache-mounts; cargo locks it by itself',
    },
  ],
}
