/** An image as it is compared: what it says of itself, what its layers weigh, what files it has. */
export interface Image {
  readonly config: ImageConfig
  /** From the base up. */
  readonly layers: readonly Layer[]
  readonly files: FileTree
}

/** The configuration that a container inherits, in one form whatever the archive's format. */
export interface ImageConfig {
  /** os/architecture, or os/architecture/variant. */
  readonly platform: string
  /** NAME=value, in the image's order. */
  readonly env: readonly string[]
  readonly entrypoint: readonly string[] | undefined
  readonly cmd: readonly string[] | undefined
  readonly workingDir: string
  readonly user: string
  /** Such as 80/tcp, sorted. */
  readonly exposedPorts: readonly string[]
  readonly labels: Readonly<Record<string, string>>
  /** Sorted. */
  readonly volumes: readonly string[]
  readonly healthcheck: Healthcheck | undefined
  readonly stopSignal: string
  readonly onBuild: readonly string[]
  readonly shell: readonly string[] | undefined
}

export interface Healthcheck {
  readonly test: readonly string[]
  /** Nanoseconds, as in the configuration; 0 for the builder's default. */
  readonly interval: number
  readonly timeout: number
  readonly startPeriod: number
  readonly startInterval: number
  readonly retries: number
}

export interface Layer {
  /** sha256:… of the uncompressed archive. */
  readonly digest: string
  /** The instruction as the image's history has it; undefined where it has none. */
  readonly createdBy: string | undefined
  /** Bytes of the regular files in it, each hard link group once. */
  readonly size: number
  /** Bytes as a registry stores it: the builder's own blob, or gzip where the builder keeps layers uncompressed. */
  readonly compressed: number
}

export type FileType = 'file' | 'directory' | 'symlink' | 'character device' | 'block device' | 'fifo'

export interface FileEntry {
  readonly type: FileType
  /** Permission bits with setuid, setgid and sticky. */
  readonly mode: number
  readonly uid: number
  readonly gid: number
  /** Bytes of a regular file, else 0. */
  readonly size: number
  /** sha256 in hexadecimal of a regular file's content, else ''. */
  readonly digest: string
  /** sha256 of the content without what every build writes anew; equal to `digest` where there is nothing of the kind. */
  readonly stable: string
  /** Why `stable` leaves something out; undefined where nothing was left out. */
  readonly unstable: string | undefined
  /** Of a symlink, else ''. */
  readonly target: string
  /** major:minor of a device, else ''. */
  readonly device: string
  /** name=hexadecimal value, sorted and joined by commas; '' where there are none. */
  readonly xattrs: string
  /** Hard links of one file have the same number; no two other entries of a tree do. */
  readonly inode: number
  /** Place in `layers` of the layer that wrote it last. */
  readonly layer: number
}

/**
 * By absolute path, the root itself left out. Bytes of a name that are no UTF-8 stand in it as U+DC80 to U+DCFF, so that
 * two names are equal only if their bytes are.
 */
export type FileTree = ReadonlyMap<string, FileEntry>
