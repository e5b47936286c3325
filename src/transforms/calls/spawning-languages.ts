// How programs in some languages start other programs.

export interface SpawningLanguage {
  readonly files: RegExp
  /** The official images that run its sources as they are; undefined where they are compiled. */
  readonly images: RegExp | undefined
  /** What a file that starts programs has in it. */
  readonly sign: RegExp
  /** The name of the program is the last group. */
  readonly call: RegExp
  /** What stands in place of the name is the first group that took part. */
  readonly computed: RegExp
  /** What stands for the program itself. */
  readonly itself: RegExp
  /** Lines that are comments, where prose may look like a call: `# on the local file system (see storage.yml)`. */
  readonly comments?: RegExp
}

const PROGRAM = '(?:/(?:usr/)?(?:local/)?s?bin/)?([A-Za-z_][\\w.+-]*)(?=[\\s\'"`])'
const NODE = '(?:spawn|spawnSync|exec|execSync|execFile|execFileSync|execa|execaSync|execaCommand)(?:Async)?'

export const SPAWNING_LANGUAGES: readonly SpawningLanguage[] = [
  {
    files: /\.(?:[cm]?[jt]s|[jt]sx)$/,
    images: /^(?:node|bun)$/,
    sign: /child_process|\bexeca\b|cross-spawn|shelljs/,
    // https://nodejs.org/api/child_process.html
    call: new RegExp(`\\b(?:${NODE}|which)\\s*\\(\\s*['"\`]${PROGRAM}`, 'g'),
    // Neither methods of others, such as exec of a regular expression, nor definitions.
    computed: new RegExp(
      `(?<![.\\w$])(?<!function )(?:(?:child_process|childProcess|cp|shell)\\.)?${NODE}\\s*\\(\\s*(?:([A-Za-z_$][\\w$.]*)(?![\\w$.]|\\??:|[^()\\n]*\\)\\s*(?::[^{}\\n]*)?\\{)|\`(\\$\\{[^}]*\\}))`,
      'g',
    ),
    itself: /^process\.(?:execPath|argv0|argv)$/,
  },
  {
    files: /\.py$/,
    images: /^(?:python|pypy)$/,
    sign: /\bsubprocess\b|\bos\.(?:system|popen|exec|spawn)|\bsh\b|shutil\.which/,
    // https://docs.python.org/3/library/subprocess.html
    call: new RegExp(
      `\\b(?:run|call|check_call|check_output|Popen|getoutput|getstatusoutput|system|popen|execvp?e?|execlp?e?|create_subprocess_(?:exec|shell)|which)\\s*\\(\\s*\\[?\\s*[fbru]{0,2}['"]${PROGRAM}`,
      'g',
    ),
    computed:
      /\b(?:subprocess\.(?:run|call|check_call|check_output|Popen|getoutput|getstatusoutput)|os\.(?:system|popen|execvp?e?|execlp?e?)|(?<![.\w])(?<!def )(?:Popen|check_call|check_output)|create_subprocess_(?:exec|shell))\s*\(\s*\[?\s*\*?(?:([A-Za-z_][\w.]*)(?![\w.'"]|\s*=(?!=))|[fr]{1,2}['"](\{[^}]*\}))/g,
    itself: /^sys\.(?:executable|argv)$/,
    comments: /^\s*#.*$/gm,
  },
  {
    files: /\.(?:rb|rake)$|(?:^|\/)Rakefile$/,
    images: /^ruby$/,
    sign: /./,
    call: new RegExp(
      `(?:\\b(?:system|spawn|exec|popen[23e]*|capture[23e]*)\\s*\\(?\\s*\\[?\\s*['"]|%x[({[]|(?<![\\w\`])\`)${PROGRAM}`,
      'g',
    ),
    computed:
      /(?:(?<![.\w:])(?<!def )(?:Kernel\.)?(?:system|exec|spawn)|\bOpen3\.\w+)\s*\(\s*(?:([a-z_@][\w.@]*)(?![\w.]|:[^:])|"(#\{[^}]*\}))/g,
    itself: /^RbConfig\.ruby$/,
    comments: /^\s*#.*$/gm,
  },
  {
    files: /\.php$/,
    images: /^php$/,
    sign: /./,
    call: new RegExp(`\\b(?:exec|shell_exec|system|passthru|proc_open|popen)\\s*\\(\\s*['"]${PROGRAM}`, 'g'),
    computed:
      /(?<![>:$\w])(?<!function )(?:exec|shell_exec|system|passthru|proc_open|popen)\s*\(\s*\[?\s*(?:(\$\w+)(?!\w)|"(\{?\$\w+))/g,
    itself: /^PHP_BINARY$/,
    comments: /^\s*(?:\/\/|\*|#).*$/gm,
  },
  {
    files: /(?<!_test)\.go$/,
    images: undefined,
    sign: /"os\/exec"/,
    // https://pkg.go.dev/os/exec
    call: new RegExp(
      `\\bexec\\.(?:Command|LookPath|CommandContext)\\(\\s*(?:[\\w.]+(?:\\(\\))?\\s*,\\s*)?"${PROGRAM}`,
      'g',
    ),
    computed: /\bexec\.(?:Command\(|CommandContext\(\s*[^,\n"]+,)\s*([A-Za-z_][\w.]*)(?![\w.])/g,
    itself: /^os\.Args$/,
  },
  {
    files: /\.(?:cs|fs|vb)$/,
    images: undefined,
    sign: /\bProcessStartInfo\b|\bProcess\.Start\(/,
    // https://learn.microsoft.com/dotnet/api/system.diagnostics.process.start
    call: new RegExp(
      `\\b(?:ProcessStartInfo\\s*\\(|Process\\.Start\\(|FileName\\s*=)\\s*[$@]*"${PROGRAM}`,
      'g',
    ),
    computed:
      /\b(?:ProcessStartInfo\s*\(|Process\.Start\((?=\s*[\w.]+\s*,)|FileName\s*=(?!=))\s*(?!new\b)([A-Za-z_][\w.]*)(?![\w.(])/g,
    itself: /^(?:Environment\.ProcessPath|Process\.GetCurrentProcess)$/,
  },
]
