import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { configFile } from '../../src/config/find-config.ts'
import { loadConfig, type Config } from '../../src/config/load-config.ts'

const transforms = [
  { id: 'shrink-base', summary: 'Shrink', aliases: [] },
  { id: 'use-copy', summary: 'Copy', aliases: ['DL3020'] },
]

let home = ''
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'dfopt-config-'))
})
afterEach(() => {
  rmSync(home, { recursive: true, force: true })
})

/** The configuration, or its problems, a line each. */
async function load(name: string, content: string | Buffer): Promise<Config | readonly string[]> {
  writeFileSync(join(home, name), content)
  return read(name)
}

async function read(name: string): Promise<Config | readonly string[]> {
  const place = configFile(join(home, name))
  if ('message' in place) throw new Error(place.message)
  const loaded = await loadConfig(place, transforms)
  if ('modes' in loaded) return loaded
  return loaded.map(({ file, line, column, message, hint }) => {
    const at = line === undefined ? '' : `${line}:${column ?? 0}: `
    return `${at}${message}; ${hint}`.replace(file, name)
  })
}

async function settingsOf(name: string, content: string): Promise<unknown> {
  const config = await load(name, content)
  if (!('modes' in config)) throw new Error(config.join('\n'))
  const { modes, settings, offline, insecureRegistries } = config
  return { modes, settings, offline, insecureRegistries }
}

describe('what it says', () => {
  const whole = {
    modes: { 'shrink-base': 'report', 'use-copy': 'off' },
    settings: {
      variant: 'slim',
      mirrors: ['registry.example.com/hub/', 'r.example.com/'],
      images: { 'registry.example.com/base/node': { as: 'node', tags: ['22'] }, own: { as: 'debian' } },
      refreshDigests: false,
    },
    offline: true,
    insecureRegistries: ['registry.example.com:5000'],
  }
  const json = `{
    "$schema": "./schema.json",
    "transforms": { "shrink-base": "report", "use-copy": "off" },
    "variant": "slim",
    "mirrors": ["registry.example.com/hub", "r.example.com/"],
    "images": { "registry.example.com/base/node": { "as": "node", "tags": ["22"] }, "own": { "as": "debian" } },
    "refreshDigests": false,
    "offline": true,
    "insecureRegistries": ["Registry.example.com:5000"]
  }`

  test('in JSON', async () => {
    expect(await settingsOf('dfopt.config.json', json)).toEqual(whole)
  })

  test('in JSON with comments and a comma behind the last item', async () => {
    const text = json.replace('"variant"', '// why\n /* not */ "variant"').replace(/\n {2}\}$/, ',\n}')
    expect(await settingsOf('dfopt.config.jsonc', text)).toEqual(whole)
  })

  test('in package.json', async () => {
    const text = `{ "name": "x", "private": true, "dfopt": ${json} }`
    expect(await settingsOf('package.json', text)).toEqual(whole)
  })

  test('in YAML, where off is a word', async () => {
    const yaml = `# of the team
transforms:
  shrink-base: report
  use-copy: off
variant: slim
mirrors: [registry.example.com/hub, r.example.com/]
images:
  registry.example.com/base/node: { as: node, tags: &tags ["22"] }
  own: { as: debian }
refreshDigests: false
offline: true
insecureRegistries:
  - Registry.example.com:5000
`
    expect(await settingsOf('dfopt.config.yaml', yaml)).toEqual(whole)
    expect(await settingsOf('dfopt.config.yaml', `\ufeff${yaml.replaceAll('\n', '\r\n')}`)).toEqual(whole)
  })

  test('nothing', async () => {
    const nothing = { modes: {}, settings: {}, offline: undefined, insecureRegistries: undefined }
    expect(await settingsOf('dfopt.config.json', '{}')).toEqual(nothing)
    expect(await settingsOf('dfopt.config.yaml', '# later\n')).toEqual(nothing)
    expect(await settingsOf('dfopt.config.yaml', '')).toEqual(nothing)
  })

  test('with a byte order mark and CRLF', async () => {
    const text = `\ufeff${json.replaceAll('\n', '\r\n')}\r\n`
    expect(await settingsOf('dfopt.config.json', text)).toEqual(whole)
  })

  test('an alias stands for what it names', async () => {
    const yaml = 'images:\n  a: { as: node, tags: &tags ["22"] }\n  b: { as: node, tags: *tags }\n'
    expect(await settingsOf('dfopt.config.yaml', yaml)).toMatchObject({
      settings: { images: { b: { as: 'node', tags: ['22'] } } },
    })
  })
})

describe('what is wrong in a text', () => {
  test.each([
    ['', '1:1: this is no JSON: a value is missing here; correct it'],
    ['{\n  "variant" "slim"\n}', '2:13: this is no JSON: a colon is missing here; correct it'],
    ['{ "variant": "slim",\n}', '2:1: this is no JSON: a name in double quotes is missing here; correct it'],
    ['{ "a": 1\r\n\r\n  "b": 2 }', '3:3: this is no JSON: a comma is missing here; correct it'],
    [
      '{ variant: 1 }',
      '1:3: this is no JSON: a word stands here that is none of true, false and null; correct it',
    ],
    ['{}{}', '1:3: this is no JSON: something stands behind its end; correct it'],
    ['{ // x\n}', '1:3: this is no JSON: it has a comment; comments are for dfopt.config.jsonc'],
    ['\ufeff{ "variant": "slim" ', '1:21: this is no JSON: a closing brace is missing here; correct it'],
    ['{ "offline": true,\n  "offline": false }', '2:3: offline stands here twice; keep one of them'],
    ['[]', '1:1: the configuration has to be an object, not a list; dfopt schema shows what there is'],
  ])('JSON %j', async (text, problem) => {
    expect(await load('dfopt.config.json', text)).toEqual([problem])
  })

  test.each([
    ['variant: slim\n  mirrors: []\n', /^1:10: this is no YAML: .+; correct it$/],
    ['offline: true\noffline: true\n', /^2:1: this is no YAML: Map keys must be unique; correct it$/],
    ['variant: !env VARIANT\n', /^1:10: this is no YAML: Unresolved tag: !env; correct it$/],
    ['a: 1\n---\nb: 2\n', /^2:1: this is no YAML: .+; correct it$/],
    ['- a\n', /^1:1: the configuration has to be an object, not a list; /],
    ['mirrors:\n', /^1:9: mirrors has to be a list, not null; /],
    ['a: &a [*a]\n', /^1:1: it has more in it than any configuration; use fewer aliases$/],
    ['transforms:\n  use-copy: yes\n', /^2:13: use-copy is one of off, report, on, not "yes"; /],
    [
      '%YAML 1.1\n---\ntransforms:\n  use-copy: off\n',
      /^4:13: use-copy is one of .+, not false; did you mean "off"\?$/,
    ],
  ])('YAML %j', async (text, problem) => {
    expect(await load('dfopt.config.yaml', text)).toEqual([expect.stringMatching(problem)])
  })

  test('a file of bytes', async () => {
    expect(await load('dfopt.config.json', Buffer.from('{ "a": "\xff" }', 'latin1'))).toEqual([
      'is not valid UTF-8; save it as UTF-8',
    ])
  })

  test('a folder, and nothing', async () => {
    mkdirSync(join(home, 'dfopt.config.json'))
    expect(await read('dfopt.config.json')).toEqual([
      'is no file; name a file, or remove what stands in its place',
    ])
    expect(await read('ci.json')).toEqual(['cannot be read: does not exist; check the name'])
  })

  test('package.json without settings', async () => {
    expect(await load('package.json', '{ "name": "x" }')).toEqual([
      '1:1: there is no "dfopt" in it; add one, or name another file',
    ])
  })
})

describe('what is wrong with a setting', () => {
  const SHAPES = 'dfopt schema shows what there is'
  test.each([
    ['{"varient": "slim"}', '1:2: there is no setting varient; did you mean variant?'],
    ['{"zzz": 1}', `1:2: there is no setting zzz; ${SHAPES}`],
    ['{"__proto__": 1}', `1:2: there is no setting __proto__; ${SHAPES}`],
    [
      '{"variant": "slimm"}',
      '1:13: variant is one of smallest, alpine, slim, distroless, not "slimm"; did you mean slim?',
    ],
    ['{"variant": null}', `1:13: variant is one of smallest, alpine, slim, distroless, not null; ${SHAPES}`],
    ['{"transforms": []}', `1:16: transforms has to be an object, not a list; ${SHAPES}`],
    ['{"transforms": {"use-copi": "on"}}', '1:17: there is no transform use-copi; did you mean use-copy?'],
    ['{"transforms": {"DL3020": "on"}}', '1:17: there is no transform DL3020; did you mean use-copy?'],
    ['{"transforms": {"size": "on"}}', '1:17: there is no transform size; dfopt list shows them'],
    [
      '{"transforms": {"use-copy": true}}',
      '1:29: use-copy is one of off, report, on, not true; did you mean "on"?',
    ],
    [
      '{"transforms": {"use-copy": {"a": 1}}}',
      '1:29: use-copy is one of off, report, on, not an object; no transform has options of its own',
    ],
    ['{"mirrors": "r.example.com/"}', `1:13: mirrors has to be a list, not "r.example.com/"; ${SHAPES}`],
    [
      '{"mirrors": ["r.example.com", "https://r.example.com"]}',
      `1:31: mirrors[1] has to be a registry and a path, such as registry.example.com/hub, which "https://r.example.com" is not; ${SHAPES}`,
    ],
    ['{"offline": "yes"}', `1:13: offline has to be true or false, not "yes"; ${SHAPES}`],
    [
      '{"offline": true,\n"refreshDigests": true}',
      '2:1: refreshDigests and offline contradict each other: digests come from a registry; leave one out',
    ],
    [
      '{"images": {"r.example.com/node:20": {"as": "node"}}}',
      `1:13: r.example.com/node:20 has to be the name of an image without a tag; ${SHAPES}`,
    ],
    ['{"images": {"r/node": {}}}', '1:23: as is missing in r/node; add it'],
    ['{"images": {"r/node": {"like": "node", "as": "node"}}}', `1:24: r/node has no setting like; ${SHAPES}`],
    [
      '{"images": {"r/node": {"as": "nodee"}}}',
      '1:30: nodee is no official image that dfopt knows; did you mean node?',
    ],
    [
      '{"images": {"r/node": {"as": "node", "tags": "20"}}}',
      `1:46: tags of r/node has to be a list or an object, not "20"; ${SHAPES}`,
    ],
    [
      '{"images": {"r/node": {"as": "node", "tags": ["20 "]}}}',
      /^1:47: tags\[0\] of r\/node has to be a tag, such as 20-slim, which "20 " is not; /,
    ],
    [
      '{"images": {"r/node": {"as": "node", "tags": {"20": 20}}}}',
      /^1:53: 20 of r\/node has to be a text, not 20; /,
    ],
    [
      '{"images": {"r/node": {"as": "node", "tags": {"a": "22-bookwrm"}}}}',
      '1:52: node has no tag 22-bookwrm that dfopt knows; did you mean 22-bookworm?',
    ],
    [
      '{"ignore": ["../x"]}',
      `1:13: ignore[0] has to be a glob that starts at the folder of the configuration, which "../x" is not; ${SHAPES}`,
    ],
  ])('%s', async (text, problem) => {
    const problems = await load('dfopt.config.json', text)
    expect(problems).toEqual([typeof problem === 'string' ? problem : expect.stringMatching(problem)])
  })

  test('everything at once, in the order of the text, from package.json as well', async () => {
    const dfopt = '{\n  "a": 1,\n  "variant": 2,\n  "b": 3,\n  "mirrors": [4]\n}'
    const places = ['2:3', '3:14', '4:3', '5:15']
    const starts = (problems: Config | readonly string[]): readonly string[] =>
      'modes' in problems ? [] : problems.map((each) => /^\d+:\d+/.exec(each)?.[0] ?? each)
    expect(starts(await load('dfopt.config.json', dfopt))).toEqual(places)
    expect(starts(await load('dfopt.config.yaml', 'a: 1\nvariant: 2\nb: 3\nmirrors: [4]\n'))).toEqual([
      '1:1',
      '2:10',
      '3:1',
      '4:11',
    ])
    expect(starts(await load('package.json', `{ "name": "x", "dfopt": ${dfopt} }`))).toEqual(places)
  })
})

describe('ignore', () => {
  test.each([
    ['legacy', 'legacy/Dockerfile', true],
    ['legacy/', 'legacy/a/Dockerfile', true],
    ['./legacy/**', 'legacy/a/Dockerfile', true],
    ['legacy', 'a/legacy/Dockerfile', false],
    ['**/legacy', 'a/legacy/Dockerfile', true],
    ['**/*.dev.Dockerfile', 'a/b.dev.Dockerfile', true],
    ['**/*.dev.Dockerfile', 'a/b.Dockerfile', false],
    ['*', '.devcontainer/Dockerfile', true],
    ['{a,b}/Dockerfile', 'b/Dockerfile', true],
    ['Dockerfile', 'Dockerfile', true],
    ['Dockerfile', 'a/Dockerfile', false],
    ['**', '../Dockerfile', false],
  ])('%s and %s', async (glob, file, ignored) => {
    const config = await load('dfopt.config.json', JSON.stringify({ ignore: ['none', glob] }))
    if (!('modes' in config)) throw new Error(config.join())
    expect(config.ignoredBy(join(home, file))).toBe(ignored ? glob : undefined)
  })
})
