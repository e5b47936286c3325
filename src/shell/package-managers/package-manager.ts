// What is known of a package manager. Each has one row in this folder; package-managers.ts is the table of them.
import type { Document } from '../../dockerfile/document.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import type { SimpleCommand } from '../commands.ts'
import type { CachePlace } from '../package-caches.ts'
import type { PackageCommand } from '../package-command.ts'
import type { Script } from '../script.ts'

/** What a subcommand has to do with what the package manager keeps. */
export type Role =
  /** Fetches the lists of available packages. */
  | 'update'
  /** Fetches packages, to install, upgrade or build with them. Reads the lists where there are any. */
  | 'install'
  /** Reads the lists for something else. */
  | 'query'
  /** Takes the lists away. */
  | 'empty'
  /** Takes the cache of packages away. */
  | 'clean'
  /** Leaves them alone. */
  | 'other'

export interface PackageManager {
  readonly id: string
  /** Ids of hadolint's rules about what it leaves behind; none where there is no such rule. */
  readonly rules?: readonly string[]
  /** Programs that work on the same lists and caches. */
  readonly programs: readonly string[]
  /** Further names, such as those with a version: `pip3.11`. Matches a whole name. */
  readonly programNames?: RegExp
  /** Programs that run it as a part of them, with the words for that: `python3 -m pip`. */
  readonly startedBy?: { readonly program: RegExp; readonly words: readonly string[] }
  /**
   * What its subcommands do. One of two or three words has all of them, with single blanks: `cache clean`; that of a
   * call without a subcommand is the empty text. A call of none of these is no call of the package manager.
   */
  readonly roles: Readonly<Record<string, Role>>
  /** What a call does whose first operand is none of these: `cpanm Moose`, `mvn package`. */
  readonly otherwise?: Role
  /** Letters of short options that take a value. */
  readonly shortWithValue: string
  readonly longWithValue: readonly string[]
  /** Spellings of one option, the first of each row being the one to compare by. */
  readonly synonyms: readonly (readonly string[])[]
  /** Words in front of the subcommand that are neither: the toolchain of `cargo +nightly build`. */
  readonly skips?: RegExp
  /** True where an option of one dash is a word and not a cluster of letters: `go build -mod=mod`. */
  readonly singleDashWords?: true
  /** What a call does, where its options say that and no word: `pacman -Syu`. */
  readonly roleOf?: (normalOptions: readonly string[], operands: number) => Role
  /** Calls that only fetch what an install fetches for itself when it is missing, and what needs their work all the same. */
  readonly refreshes?: {
    readonly isOne: (call: PackageCommand) => boolean
    readonly neededBy: (call: PackageCommand) => boolean
  }
  /** What its commands leave behind beside the lists. Empty where that is nothing or where it is needed. */
  readonly caches: readonly PackageCache[]
  /** What `RUN --mount=type=cache` takes in place of the caches; empty where a shared cache would break something. */
  readonly mounts: readonly CacheMount[]
  /** What calls need so that a mount is of use to them, where that is more than the absence of a remedy. */
  readonly keeping?: Keeping
}

/** One whose lists are kept in the image, for later installs to read. */
export interface ListManager extends PackageManager {
  /** Where the lists are; what is below it can be fetched again. */
  readonly lists: string
  /** Where they are kept instead when that directory is there. */
  readonly otherLists?: string
  /** The command that empties them. */
  readonly emptyLists: string
  /** The directory that is the package manager's own: a command that names it deals with the lists. */
  readonly directory: string
  /** Packages that stay in the image, where a base that empties their directory by itself is told not to. */
  readonly packages?: {
    readonly directory: string
    /** What an rm that empties both has for them. */
    readonly files: string
    /** Text of an instruction that has them kept. */
    readonly keptBy: RegExp
  }
}

/** One whose calls can fetch the lists each for itself, so that nothing has to be kept or emptied. */
export interface IndexManager extends ListManager {
  readonly unkept: {
    /** The option for that. */
    readonly option: string
    /** In normal spelling. */
    readonly sameAs: readonly string[]
    /** Options that are of no use beside it, every spelling. */
    readonly replaces: readonly string[]
    /** Calls that read what is there and nothing else, or keep their lists elsewhere; options in normal spelling. */
    readonly notWith: RegExp
    /** Calls that read no lists, of those that may. */
    readonly asksOnlyInstalled: (call: PackageCommand) => boolean
    /** Names of base images that do not know the option. */
    readonly unknownTo: RegExp
    /** What a file says that sets up a cache in order to keep it. */
    readonly cacheKeptBy: RegExp
  }
}

export interface PackageCache {
  /** As messages call it: `the npm cache`. */
  readonly name: string
  /** Where it is when nothing says otherwise; `~` at the start is the HOME of who runs the command. */
  readonly paths: readonly string[]
  /** Where root has it, when that is elsewhere. */
  readonly rootPaths?: readonly string[]
  /** Environment variables that put it elsewhere, strongest first. */
  readonly movedBy: readonly CacheMove[]
  /** Options of a call that put it elsewhere, in normal spelling. */
  readonly movedByOptions: readonly string[]
  /** Whether a call fills it. Asked only for calls of role install. */
  readonly filledBy: (call: PackageCommand, environment: Environment) => boolean
  /** Environment variables that keep it empty, with the values that do. */
  readonly offBy: readonly { readonly variable: string; readonly value: RegExp }[]
  /** True where something else than the environment keeps it empty: the base image, a file of settings. */
  readonly isOff?: (environment: Environment) => boolean
  readonly remedy: CacheRemedy
  /** Calls behind the last install that fill it again, so that it is to be emptied behind them. */
  readonly refilledBy?: (call: PackageCommand) => boolean
  /** What the remedy takes away besides, absolute; too vague to say whether another command does. */
  readonly alsoRemoves?: readonly string[]
  /** Why nobody misses it, where its path alone does not tell. */
  readonly reason?: string
  /** Why the remedy cannot be written for a call: its release may not know it, or it is not where it would be looked for. */
  readonly obstacle?: (call: PackageCommand, environment: Environment) => RemedyObstacle | undefined
  /** Calls of the package manager that empty it, where not all of role clean do. */
  readonly emptiedBy?: (call: PackageCommand) => boolean
  /** A word of an rm that empties it, where the words do not have its path: `"$(gem env gemdir)"/cache/*.gem`. */
  readonly removedBy?: RegExp
  /** The part of it that nobody misses where somebody reads the rest. */
  readonly lesser?: PackageCache
  /** Who would miss it; undefined where nobody would: it is fetched again when needed. */
  readonly readers?: CacheReaders
  /** Where the facts of this entry come from: a manual, a source file, or the tool and version that was run. */
  readonly source: string
}

export type CacheRemedy =
  /** An option behind the subcommand that keeps the cache empty, and others that do the same. */
  | { readonly kind: 'option'; readonly option: string; readonly sameAs: readonly string[] }
  /** A command behind the call that empties it; undefined where a call leaves nothing that may go. */
  | {
      readonly kind: 'command'
      readonly command: (
        call: PackageCommand,
        environment: Environment,
        place: CachePlace,
        /** All of the RUN that fill it as the same user. */
        calls: readonly PackageCommand[],
      ) => string | undefined
    }

export interface RemedyObstacle {
  readonly reason: string
  readonly unblock: string
}

export interface CacheMove {
  readonly variable: string
  /** `*` is the variable's value. */
  readonly path: string
  /** Further ones of the same cache. */
  readonly also?: readonly string[]
  /**
   * True for the tool's own home, GOPATH or CARGO_HOME, and for XDG_CACHE_HOME: who sets it does not mean the cache, and
   * the remedy looks there.
   */
  readonly isHome?: true
}

/** What is known where a call stands. */
export interface Environment {
  /**
   * ENV of well-known base images, ENV, ARG and what the script sets. Undefined where the variable is not set, as far
   * as that tells; empty text for a value that only a build knows.
   */
  readonly value: (variable: string) => string | undefined
  /** HOME; undefined where the user is not known. */
  readonly home: string | undefined
  /** True for root, as far as the file tells. */
  readonly root: boolean
  /** The image at the bottom of the stage; undefined where only a build knows it. */
  readonly base: string | undefined
  /** True when an instruction of the stage, or of those it is built FROM, has such text. */
  readonly mentions: (pattern: RegExp) => boolean
  /** For what depends on the file around the call. */
  readonly site: CallSite
}

export interface CallSite {
  readonly document: Document
  readonly stage: Stage
  readonly script: Script
  readonly command: SimpleCommand
}

export interface CacheReaders {
  /** Calls that read it, of whatever package manager. */
  readonly calls: (call: PackageCommand) => boolean
  /** Other programs that may: build tools that call the package manager, and with them any script of the project. */
  readonly programs?: RegExp
  /** Calls that make something of it. Where a RUN has none, and nothing else that reads it, it fills the cache on purpose. */
  readonly makes?: (call: PackageCommand) => boolean
  /** Words of any command that show that it reads it: `sh target/bin/webapp`. */
  readonly words?: RegExp
  /** True where an image is likely to be there for people who go on building in it, if nothing says otherwise. */
  readonly development: boolean
}

export interface Keeping {
  /** Programs of the package manager that this is known of, by their whole name. */
  readonly programs: RegExp
  /** Options of a call that installs, with others that do the same in normal spelling. */
  readonly needs: readonly {
    readonly option: string
    readonly sameAs: readonly string[]
    /** Calls that do without. `refreshed`: an update has run in front of them in the same RUN. */
    readonly needless?: (call: PackageCommand, refreshed: boolean) => boolean
  }[]
  /** Options, every spelling, that keep the mount empty. */
  readonly drops: readonly string[]
  /** Calls that use another cache or none, in normal spelling. */
  readonly notWith: RegExp
  /** What has to run once in front of its calls, for the rest of the stage. */
  readonly front?: {
    readonly command: (calls: readonly PackageCommand[]) => string
    /** What a file says that has done something about it. */
    readonly unless: RegExp
  }
  /** Why, with its source. */
  readonly source: string
}

export interface CacheMount {
  /** `~` at the start is the HOME of the user. */
  readonly target: string
  /** `locked` where the package manager does not bear two of it on one cache. */
  readonly sharing: 'shared' | 'locked'
  /** Where what one base image puts there is wrong for another one: of this file, or of all that the builder builds. */
  readonly perBase?: 'in the file' | 'always'
  /** Whether calls have their cache there on a base image; absent where all have. */
  readonly on?: (base: string) => boolean
  /** Another directory that stays empty with the mount, so that there is nothing to clean up. */
  readonly insteadOf?: string
  /**
   * Calls that fail without what an earlier RUN put there: a cache mount may be empty when a layer comes out of the
   * build cache. `mvn -o`, `dotnet build --no-restore`.
   */
  readonly neededBy?: (call: PackageCommand) => boolean
  readonly source: string
}
