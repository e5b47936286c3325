// What the table says of tools that install what a project's manifest names, by running them with a repository of one package.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { rewrittenRun } from './rewritten.ts'
import { serve, type Server } from './server.ts'
import { isHere, openWorkshop, withoutCaches, type Ran, type Workshop } from './tool.ts'

let shop: Workshop
let server: Server | undefined

beforeEach(() => {
  shop = openWorkshop()
})

afterEach(() => {
  server?.stop()
  server = undefined
  shop.remove()
})

function write(path: string, text: string): void {
  mkdirSync(dirname(join(shop.folder, path)), { recursive: true })
  writeFileSync(join(shop.folder, path), text)
}

describe.skipIf(!isHere('poetry', '--version') || !isHere('python3', '--version'))('poetry', () => {
  async function makeProject(): Promise<void> {
    write('wheel/hi/__init__.py', 'VALUE = 42\n')
    write('wheel/hi-1.0.dist-info/METADATA', 'Metadata-Version: 2.1\nName: hi\nVersion: 1.0\n')
    write('wheel/hi-1.0.dist-info/WHEEL', 'Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n')
    write('wheel/hi-1.0.dist-info/RECORD', 'hi/__init__.py,,\nhi-1.0.dist-info/RECORD,,\n')
    const packed = `mkdir -p index/simple/hi && cd wheel && python3 -m zipfile -c ../index/hi-1.0-py3-none-any.whl hi hi-1.0.dist-info &&
      cd ../index && sum=$(sha256sum hi-1.0-py3-none-any.whl) &&
      echo "<a href='/hi-1.0-py3-none-any.whl#sha256=\${sum%% *}'>hi-1.0-py3-none-any.whl</a>" > simple/hi/index.html`
    expect(shop.run(packed)).toEqual({ status: 0, output: '' })
    server = await serve(join(shop.folder, 'index'))
    const source = `[[tool.poetry.source]]\nname = "own"\nurl = "${server.url}/simple/"\ndefault = true\n`
    write(
      'pyproject.toml',
      `[tool.poetry]\nname = "app"\nversion = "1"\ndescription = ""\nauthors = []\n[tool.poetry.dependencies]\npython = ">=3.8"\nhi = "1.0"\n${source}`,
    )
  }
  const run = (script: string, env: Readonly<Record<string, string>> = {}): Ran =>
    shop.run(script, {
      POETRY_NO_INTERACTION: '1',
      PYTHON_KEYRING_BACKEND: 'keyring.backends.null.Keyring',
      ...env,
    })
  const INSTALL = 'poetry install --no-root'
  const VALUE = "poetry run python -c 'import hi; print(hi.VALUE)'"

  test('keeps packages beside its environments, which stay when dfopt empties the cache', async () => {
    await makeProject()
    expect(run(INSTALL).status).toBe(0)
    expect(shop.names('.cache/pypoetry')).toEqual(
      expect.arrayContaining(['artifacts', 'cache', 'virtualenvs']),
    )

    const script = withoutCaches(INSTALL)
    expect(script).toContain('~/.cache/pypoetry/artifacts ~/.cache/pypoetry/cache')
    expect(run(`rm -rf ~/.cache && ${script}`).status).toBe(0)
    expect(shop.names('.cache/pypoetry')).toEqual(['virtualenvs'])
    expect(run(VALUE).output).toBe('42\n')
  }, 50_000)

  test('--no-cache keeps no package out of it', async () => {
    await makeProject()
    expect(run(`${INSTALL} --no-cache`).status).toBe(0)
    expect(shop.names('.cache/pypoetry')).toContain('artifacts')
    expect(withoutCaches(`${INSTALL} --no-cache`)).toContain('rm -rf')
  }, 50_000)

  test('POETRY_CACHE_DIR and XDG_CACHE_HOME move it, the first one wins', () => {
    const where = (env: Readonly<Record<string, string>>): string =>
      run('poetry config cache-dir', env).output.trim()
    expect(where({})).toBe(join(shop.home, '.cache/pypoetry'))
    expect(where({ XDG_CACHE_HOME: '/x' })).toBe('/x/pypoetry')
    expect(where({ XDG_CACHE_HOME: '/x', POETRY_CACHE_DIR: '/p' })).toBe('/p')
  }, 50_000)
})

describe.skipIf(!isHere('lein', 'version') || !isHere('python3', '--version'))('lein', () => {
  // Java goes by the accounts and not by HOME.
  const run = (script: string): Ran =>
    shop.run(script, {
      LEIN_ROOT: '1',
      JVM_OPTS: `-Duser.home=${shop.home}`,
      LEIN_JVM_OPTS: `-Duser.home=${shop.home}`,
    })

  test('reads and fills the local Maven repository, which the RUN that dfopt writes empties', () => {
    write('repository/acme/lib/1.0/lib-1.0.pom', POM)
    write('text', 'text\n')
    expect(shop.run('python3 -m zipfile -c repository/acme/lib/1.0/lib-1.0.jar text').status).toBe(0)
    const repository = `["own" {:url "file://${shop.folder}/repository" :checksum :ignore}]`
    write(
      'project.clj',
      `(defproject app "1" :dependencies [[acme/lib "1.0"]] :repositories ^:replace [${repository}] :plugin-repositories ^:replace [] :implicits false)`,
    )
    const jar = 'lein with-profile -base,-dev,-user jar'
    expect(run(jar).status).toBe(0)
    expect(shop.names('.m2/repository/acme/lib/1.0')).toContain('lib-1.0.jar')
    expect(run(`lein -o ${jar.slice('lein '.length)}`).status).toBe(0)

    const script = rewrittenRun(`FROM clojure:lein\nRUN ${jar}\nCMD ["java", "-jar", "/app.jar"]\n`)
    expect(script).toBe(`${jar} && rm -rf ~/.m2/repository`)
    expect(run(script).status).toBe(0)
    expect(shop.names('.m2')).not.toContain('repository')
    expect(shop.names('app/target')).toContain('app-1.jar')
    expect(run('lein -o with-profile -base,-dev,-user deps').status).not.toBe(0)
  }, 50_000)
})

const POM =
  '<project><modelVersion>4.0.0</modelVersion><groupId>acme</groupId><artifactId>lib</artifactId><version>1.0</version></project>'
