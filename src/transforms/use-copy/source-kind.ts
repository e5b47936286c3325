// What a source of ADD is, by its name: BuildKit unpacks a regular file whose content is a tar archive, whatever its
// name, and copies everything else, what lies in a directory included (unpack.go and backend.go in solver/llbsolver/file).
import { posix } from 'node:path'
import type { Value } from '../../dockerfile/variables.ts'

/**
 * plain: no tar archive by its name, or a directory. nameless: its name does not say what it is.
 * archive: most likely unpacked. perhaps: may well be one. remote: fetched from a URL or a Git repository.
 * unknown: a variable decides.
 */
export type SourceKind = 'plain' | 'nameless' | 'archive' | 'perhaps' | 'remote' | 'unknown'

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/))

// Text, formats of their own, and archives that are no tar: zip (jar, whl, docx), ar (deb, a), cpio (rpm).
const PLAIN = words(
  'sh bash zsh ksh csh fish bat cmd ps1 psm1 awk sed exp expect ' +
    'py pyi pyc pyx ipynb rb erb gemspec rake ru js mjs cjs jsx ts mts cts tsx vue svelte coffee php phtml twig blade pl pm t pod ' +
    'lua tcl r rmd jl go mod sum work rs c h cc cpp cxx hh hpp hxx inl m mm swift java kt kts scala sbt groovy gradle clj cljs edn ' +
    'ex exs eex heex leex erl hrl elm hs lhs cabal ml mli opam fs fsx fsproj cs csproj vbproj vb sln slnx props targets resx nuspec ' +
    'html htm xhtml css scss sass less xml xsd xsl xslt dtd wsdl svg json json5 jsonc jsonl geojson yaml yml toml ini cfg cnf cf conf config ' +
    'properties env envrc lock list d repo sources service socket timer mount target trigger slice logrotate cron crontab rules policy pp te ' +
    'txt text md markdown rst adoc tex bib csv tsv sql ddl cql graphql gql proto thrift avsc ldif schema vcl vhost hcl tf tfvars nix ' +
    'tmpl tpl j2 jinja jinja2 mustache hbs ejs template sample example in am ac m4 cmake mk make ninja bazel bzl patch diff ' +
    'bashrc bash_profile profile zshrc vimrc screenrc tmux gitconfig gitignore gitmodules dockerignore npmrc yarnrc nvmrc babelrc eslintrc ' +
    'prettierrc editorconfig htaccess htpasswd bowerrc jshintrc curlrc wgetrc inputrc netrc pylintrc flake8 browserslistrc stylelintrc ' +
    'pem crt cer der key pub csr p12 pfx jks keystore truststore asc gpg sig sha1 sha256 sha512 md5 lic license ' +
    'jar war ear zip whl egg pyz deb udeb rpm msi exe dll so dylib a o ko jmod class wasm nupkg ' +
    'png jpg jpeg gif ico bmp webp tif tiff pdf ps eps ttf otf ttc woff woff2 eot pfa pfb mp3 mp4 wav ogg webm ' +
    'iso run doc docx xls xlsx ppt pptx odt ods po pot mo log pid',
)

const TAR = words('tar tgz tbz tbz2 tb2 txz tzst tzstd taz tz tlz tpz ova gem crate ipk opk')

// Compressed files, of which some hold an archive, and formats that are tar archives with some tools.
const PERHAPS = words(
  'gz bz2 xz zst zstd lz lzma z apk box phar spk hex pkg bundle dump backup bak bck bkp dat data bin img image rootfs layer ' +
    'oci docker unitypackage xbps archive tarball',
)

// Names without an extension that stand for one file of text, or for a folder.
const PLAIN_NAMES = words(
  'gemfile gemfile* rakefile guardfile capfile procfile brewfile berksfile pipfile pipfile* makefile gnumakefile dockerfile ' +
    'containerfile vagrantfile jenkinsfile cmakelists.txt cargo.* composer.* license licence copying readme changelog version authors ' +
    'gradlew mvnw artisan configure sudoers crontab passwd group shadow hosts fstab nsswitch.conf sshd_config ssh_config ' +
    'authorized_keys known_hosts id_rsa id_ed25519 go.* ' +
    'src source sources scripts config conf etc docs test tests templates static assets public node_modules .git .ssh',
)

// Whatever is in a folder of such a name, archives are not.
const PLAIN_FOLDERS = words(
  'conf config configs configuration cfg settings etc conf.d cont-init.d services.d init.d cron.d sites-enabled sites-available ' +
    'bin sbin scripts script entrypoints functions hooks patch patches templates template tests test docs html htdocs www public static css js ' +
    'src sql migrations certs keys ssl systemd supervisor supervisord nginx apache2 rc.d profile.d',
)

/** @param word as written. @param value what it stands for where that can be known. */
export function sourceKind(word: string, value: Value): SourceKind {
  if (value.certain && value.text !== undefined) return kindOf(value.text)
  // An address stays one, whatever is filled in behind it.
  if (isRemote(word)) return 'remote'
  const default_ = value.text === undefined ? undefined : kindOf(value.text)
  if (default_ === 'remote' || default_ === 'archive') return default_
  const [before = ''] = word.split('$')
  const after = /^[^$]*$/.exec(word.replace(/^.*\$(?:\{[^{}]*\}|\w+)/, ''))?.[0] ?? ''
  // What stands in front keeps the variable from making an address of it, and what stands behind says the rest.
  const local = /^[^'":@\\]*[^'":@\\a-z][^'":@\\]*$/i.test(before)
  const kind = kindOf(before + after)
  return local && after !== '' && (kind === 'plain' || kind === 'nameless') ? kind : 'unknown'
}

function kindOf(source: string): SourceKind {
  if (isRemote(source)) return 'remote'
  if (/^$|(?:^|[/\\])\.{0,2}$/.test(source)) return 'plain'
  const name = posix.basename(source.replaceAll('\\', '/')).toLowerCase()
  if (PLAIN_NAMES.has(name)) return 'plain'
  if (/\.tar(?:\.|$)/.test(name)) return 'archive'
  const [, inner = '', extension] = /(?:\.([^.*?[\]]+))?\.([^.*?[\]]+)$/.exec(name) ?? []
  if (extension === undefined || /^\d/.test(extension)) {
    const folder = posix.basename(posix.dirname(source)).toLowerCase()
    return /[*?[\]]/.test(name) && !PLAIN_FOLDERS.has(folder) ? 'perhaps' : 'nameless'
  }
  if (TAR.has(extension)) return 'archive'
  // dump.sql.gz: what is compressed has a name too.
  if (PLAIN.has(extension) || (PERHAPS.has(extension) && PLAIN.has(inner))) return 'plain'
  if (PERHAPS.has(extension)) return 'perhaps'
  return 'nameless'
}

/** What BuildKit takes for an address in ParseGitRef and isHTTPSource: a scheme, or user@host:path. */
function isRemote(source: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(source) || /^[\w.-]+@[\w.-]+:/.test(source)
}
