// Debian's packages under Alpine's names, for one release.
import { isApkName } from '../../../catalog/alpine-packages.ts'
import { alpineNames } from '../../../catalog/debian-to-alpine.ts'

export type ApkNames =
  | { readonly names: readonly string[]; readonly note: string }
  | { readonly reason: string; readonly unblock: string }

/** Names that older releases have for the same: the notes of the table of names. */
const EARLIER: Readonly<Record<string, string>> = {
  'fonts-dejavu': 'ttf-dejavu',
  'fonts-dejavu-core': 'ttf-dejavu',
  'fonts-dejavu-extra': 'ttf-dejavu',
  'fonts-freefont-ttf': 'ttf-freefont',
  'fonts-liberation': 'ttf-liberation',
  'fonts-thai-tlwg': 'ttf-tlwg',
  'gdal-bin': 'gdal',
  'libatk-bridge2.0-0': 'at-spi2-atk',
  'libatk1.0-0': 'atk',
  'libatk1.0-dev': 'atk-dev',
  libcap2: 'libcap',
  'libpq-dev': 'postgresql-dev',
  'libtbb-dev': 'libtbb-dev',
  'protobuf-compiler': 'protobuf',
}

/** What Debian has in one package and newer releases of Alpine in several: formats, data, drivers. By the subpackages in aports. */
const PARTS: readonly (readonly [debian: RegExp, apk: readonly string[]])[] = [
  [
    /^(?:imagemagick(?:-\d.*)?|libmagick(?:wand|core).*|graphicsmagick-imagemagick-compat)$/,
    ['imagemagick-heic', 'imagemagick-jpeg', 'imagemagick-svg', 'imagemagick-tiff', 'imagemagick-webp'],
  ],
  [/^libvips/, ['vips-heif', 'vips-poppler']],
  [/^libicu/, ['icu-data-full']],
  [/^(?:gdal-bin|libgdal.*)$/, ['gdal-driver-all']],
  [/^nmap$/, ['nmap-nselibs', 'nmap-scripts']],
  [/^tesseract-ocr$/, ['tesseract-ocr-data-eng']],
]

function otherThan(name: string, own: string, note: string): string {
  if (note !== '' && own === name) return `${name} of Alpine differs: ${note}`
  return `${name} is ${own} in Alpine, and ${note === '' ? 'whether that is the same is not known' : `that differs: ${note}`}`
}

/** Alpine's names of packages of Debian, each once; why not where one has none that is known to be the same. */
export function apkNamesFor(debianNames: readonly string[], release: string): ApkNames {
  const names: string[] = []
  const notes: string[] = []
  for (const name of debianNames) {
    const found = alpineNames(name, release)
    const earlier = Object.hasOwn(EARLIER, name) ? EARLIER[name] : undefined
    if (found.kind === 'none' && (earlier === undefined || !isApkName(earlier, release)))
      return { reason: `${name} ${found.reason}`, unblock: `do without ${name}, or keep a Debian base` }
    if (found.kind === 'packages' && !found.sure)
      return {
        reason: otherThan(name, found.names.join(' '), found.note),
        unblock: `look whether ${found.names.join(' ')} will do, and swap the base by hand`,
      }
    const own = found.kind === 'packages' ? found.names : [earlier ?? '']
    const parts = PARTS.flatMap(([pattern, each]) => (pattern.test(name) ? each : []))
    for (const each of [...own, ...parts.filter((part) => isApkName(part, release))])
      if (!names.includes(each)) names.push(each)
    if (found.kind === 'packages' && found.note !== '') notes.push(`${name}: ${found.note}`)
  }
  return { names, note: notes.join('; ') }
}

/** A package with the parts that Debian has in it. */
export function withParts(name: string, release: string): readonly string[] {
  const parts = PARTS.flatMap(([pattern, each]) => (pattern.test(name) ? each : []))
  return [name, ...parts.filter((part) => isApkName(part, release))]
}

/** The names that the tables here add, for a check. */
export function addedNames(): readonly string[] {
  return [...Object.values(EARLIER), ...PARTS.flatMap(([, names]) => names)]
}
