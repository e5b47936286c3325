/** What of an image's configuration can be compared, named as Docker names it. */
export type ConfigField =
  | 'Platform'
  | 'Env'
  | 'Entrypoint'
  | 'Cmd'
  | 'WorkingDir'
  | 'User'
  | 'ExposedPorts'
  | 'Labels'
  | 'Volumes'
  | 'Healthcheck'
  | 'StopSignal'
  | 'OnBuild'
  | 'Shell'

/**
 * What a change may do to the image. What it does not name has to stay as it is: a change without effects leaves the
 * same files and the same configuration. Paths are absolute and in the image; an asterisk stands for one component,
 * and what lies below a path goes with it.
 */
export type Effect =
  | { readonly kind: 'removes'; readonly paths: readonly string[] }
  /** Other content in files that are there before and after. */
  | { readonly kind: 'rewrites'; readonly paths: readonly string[] }
  | { readonly kind: 'configures'; readonly fields: readonly ConfigField[] }
  | { readonly kind: 'owns'; readonly paths: readonly string[] }
  /** Another base or stage: only what lies below these paths has to be what it was. */
  | { readonly kind: 'keeps'; readonly paths: readonly string[] }
