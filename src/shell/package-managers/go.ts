import { officialName } from '../base-environment.ts'
import type { PackageCommand } from '../package-command.ts'
import type {
  CacheReaders,
  Environment,
  PackageCache,
  PackageManager,
  RemedyObstacle,
} from './package-manager.ts'

const SOURCE = 'https://pkg.go.dev/cmd/go#hdr-Remove_object_files_and_cached_files; run with Go 1.19 and 1.24'

const readers: CacheReaders = {
  calls: ({ manager, role }) => manager.id === 'go' && role === 'install',
  // Builders, tools that load packages, and programs that build anew when a file changes.
  programs:
    /^(?:make|just|task|mage|ninja|bazel|goreleaser|dlv|golangci-lint|gometalinter|golint|gofumpt|gox|packr2?|buffalo|bee|revel|ginkgo|gotestsum|gotest|goconvey|ko|tinygo|gomobile|xcaddy|wails|gopherjs|dep|glide|govendor|godep|gvt|gom|go-wrapper|statik|swag|wire|mockgen|go-bindata|gqlgen|controller-gen|air|gin|fresh|reflex|gow|CompileDaemon|realize|modd|watchexec|entr|nodemon|arelo)$/,
  makes: ({ action, normalOptions }) =>
    /^(?:build|install|get|run|generate|mod vendor)$/.test(action) && !normalOptions.includes('-d'),
  development: true,
}

const isVendored = ({ normalOptions }: PackageCommand, { value }: Environment): boolean =>
  normalOptions.includes('-mod vendor') || (value('GOFLAGS') ?? '').includes('-mod=vendor')

// Tags without a release that were still built when it was 1.11.
const RECENT_TAG = /^(?:latest|1|alpine(?:3\.(?:[89]|\d\d))?|stretch|buster|bullseye|bookworm|trixie)?(?:@|$)/

/** `go clean` knows -cache since 1.10 and -modcache since 1.11; an older one ends with an error. */
function needsRelease(_: PackageCommand, { base = '', mentions }: Environment): RemedyObstacle | undefined {
  if (officialName(base) === 'golang') {
    const tag = /:(.*)/.exec(base)?.[1] ?? ''
    const minor = /^1\.(\d+)/.exec(tag)?.[1]
    if (minor === undefined ? RECENT_TAG.test(tag) : Number(minor) >= 11) return undefined
  }
  const modules = /\bgo (?:mod|work) |go\.(?:mod|sum)\b|GO111MODULE|\bgo install \S+@/
  const release = /(?:golang|go|GO_?(?:LANG_?)?VERSION)[-_ =:"']*(?:go)?1\.(?:1[1-9]|[2-9]\d)(?!\d)/i
  if (mentions(modules) || mentions(release)) return undefined
  return {
    reason: 'its release may be one before Go 1.11, which cannot clean the module cache',
    unblock: 'write go clean -cache -modcache behind it by hand',
  }
}

/** The build cache came with 1.10, the module cache with 1.11. */
const hasNoCache = ({ base = '' }: Environment): boolean =>
  officialName(base) === 'golang' && /:1\.\d(?:[.-]|$)/.test(base)

const buildCache: PackageCache = {
  name: 'the Go build cache',
  paths: ['~/.cache/go-build'],
  movedBy: [
    { variable: 'GOCACHE', path: '*' },
    { variable: 'XDG_CACHE_HOME', path: '*/go-build' },
  ],
  movedByOptions: [],
  filledBy: ({ action, normalOptions }) => !action.startsWith('mod ') && !normalOptions.includes('-d'),
  offBy: [{ variable: 'GOCACHE', value: /^off$/ }],
  isOff: hasNoCache,
  remedy: { kind: 'command', command: ({ invocation }) => `${invocation} clean -cache` },
  obstacle: needsRelease,
  readers,
  source: SOURCE,
}

const allCaches: PackageCache = {
  name: 'the module and build caches of Go',
  paths: ['~/go/pkg/mod', '~/.cache/go-build', '/go/pkg/mod'],
  movedBy: [
    { variable: 'GOMODCACHE', path: '*' },
    { variable: 'GOCACHE', path: '*' },
    { variable: 'GOPATH', path: '*/pkg/mod', also: ['~/.cache/go-build'], isHome: true },
  ],
  movedByOptions: [],
  filledBy: (call, environment) => !isVendored(call, environment),
  offBy: [],
  isOff: hasNoCache,
  remedy: { kind: 'command', command: ({ invocation }) => `${invocation} clean -cache -modcache` },
  obstacle: needsRelease,
  lesser: buildCache,
  // Its directories are read-only, so that only root can remove it by rm.
  removedBy: /go-build|pkg\/mod/,
  readers,
  source: SOURCE,
}

export const go: PackageManager = {
  id: 'go',
  programs: ['go'],
  programNames: /^go1\.\d+(?:\.\d+)?$/,
  roles: {
    build: 'install',
    install: 'install',
    get: 'install',
    run: 'install',
    test: 'install',
    vet: 'install',
    generate: 'install',
    list: 'install',
    'mod download': 'install',
    'mod tidy': 'install',
    'mod vendor': 'install',
    'mod verify': 'install',
    clean: 'clean',
  },
  otherwise: 'other',
  singleDashWords: true,
  shortWithValue: '',
  longWithValue: (
    '-o -p -C -mod -modfile -tags -ldflags -gcflags -asmflags -gccgoflags -buildmode -compiler ' +
    '-installsuffix -overlay -pkgdir -toolexec -exec -run -count -timeout -covermode -coverpkg ' +
    '-coverprofile -bench -benchtime -parallel -cpu -vet -f'
  ).split(' '),
  synonyms: [],
  caches: [allCaches, { ...buildCache, filledBy: (call, environment) => isVendored(call, environment) }],
  mounts: [
    {
      target: '~/go/pkg/mod',
      sharing: 'shared',
      source: 'https://docs.docker.com/build/cache/optimize/#use-cache-mounts; go locks it by itself',
    },
    {
      target: '~/.cache/go-build',
      sharing: 'shared',
      source: 'https://docs.docker.com/build/cache/optimize/#use-cache-mounts; go locks it by itself',
    },
  ],
}
