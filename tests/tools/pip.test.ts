import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { isHere, openWorkshop, withoutCaches, type Workshop } from './tool.ts'

// Sources that need nothing but what they bring to become a wheel, which pip keeps.
const sources = fileURLToPath(new URL('../builds/cases/pip-cache/context', import.meta.url))

let shop: Workshop

beforeEach(() => {
  shop = openWorkshop()
  const packed = shop.run(`cd '${sources}' && python3 -m tarfile -c "$HOME/app/shapes-1.0.tar" shapes-1.0`)
  expect(packed).toEqual({ status: 0, output: '' })
})

afterEach(() => {
  shop.remove()
})

const QUIET = { PIP_DISABLE_PIP_VERSION_CHECK: '1', PIP_NO_INDEX: '1', PYTHONDONTWRITEBYTECODE: '1' }
const SCRIPT = 'python3 -m pip install --no-build-isolation --no-compile --target lib ./shapes-1.0.tar'
const INSTALLED = 'PYTHONPATH=lib python3 -c "import shapes; print(shapes.area(6, 7))"'

describe.skipIf(!isHere('python3', '-m', 'pip', '--version'))('pip', () => {
  test('fills a folder of the home directory, which the rewritten RUN does not make', () => {
    expect(shop.run(SCRIPT, QUIET).status).toBe(0)
    expect(shop.names('.cache/pip')).toContain('wheels')
    expect(shop.run('rm -rf ~/.cache lib').status).toBe(0)

    const cleaned = withoutCaches(SCRIPT)
    expect(cleaned).toContain(' install --no-cache-dir ')
    const { status, output } = shop.run(`${cleaned} && ${INSTALLED}`, QUIET)
    expect([status, output]).toEqual([0, expect.stringContaining('42\n')])
    expect(shop.names('.cache')).toEqual([])
  })

  test.each(['1', 'off'])('PIP_NO_CACHE_DIR=%s keeps it empty', (value) => {
    const script = `PIP_NO_CACHE_DIR=${value} ${SCRIPT}`
    expect(shop.run(script, QUIET).status).toBe(0)
    expect(shop.names('.cache')).toEqual([])
    expect(withoutCaches(script)).toBe(script)
  })

  test('PIP_CACHE_DIR and XDG_CACHE_HOME move it, the first one wins', () => {
    const env = { ...QUIET, XDG_CACHE_HOME: join(shop.home, 'x') }
    expect(shop.run(SCRIPT, env).status).toBe(0)
    expect(shop.names('x/pip')).toContain('wheels')
    const both = { ...env, PIP_CACHE_DIR: join(shop.home, 'p') }
    expect(shop.run(`rm -rf "$HOME"/x lib && ${SCRIPT}`, both).status).toBe(0)
    expect([shop.names('p').includes('wheels'), shop.names('x')]).toEqual([true, []])
  })
})
