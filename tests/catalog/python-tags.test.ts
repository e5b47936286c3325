import { describe, expect, test } from 'vitest'
import { fits, readBuilds, wheelName, type WheelTarget } from '../../src/catalog/python-tags.ts'

const BOOKWORM: WheelTarget = { python: 311, libc: 'glibc', libcMinor: 36 }
const ALPINE: WheelTarget = { python: 311, libc: 'musl', libcMinor: 2 }

function taken(file: string, target: WheelTarget): boolean {
  return wheelName(file)?.builds.some((build) => fits(build, target)) ?? false
}

describe('the name of a wheel', () => {
  test.each([
    ['requests-2.31.0-py3-none-any.whl', true, true],
    ['six-1.16.0-py2.py3-none-any.whl', true, true],
    ['futures-3.4.0-py2-none-any.whl', false, false],
    ['numpy-1.26.4-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl', true, false],
    ['numpy-1.26.4-cp311-cp311-musllinux_1_1_x86_64.whl', false, true],
    ['numpy-1.26.4-cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64.whl', false, false],
    ['cryptography-42.0.5-cp39-abi3-manylinux_2_28_x86_64.whl', true, false],
    ['cryptography-42.0.5-cp39-abi3-musllinux_1_2_x86_64.whl', false, true],
    ['x-1.0-cp312-abi3-manylinux_2_28_x86_64.whl', false, false],
    ['ruff-0.4.1-py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl', true, false],
    ['x-1.0-1-cp311-cp311-manylinux1_x86_64.whl', true, false],
    ['x-1.0-cp311-cp311-manylinux_2_38_x86_64.whl', false, false],
    ['x-1.0-cp311-cp311-manylinux2014_aarch64.whl', false, false],
    ['x-1.0-cp311-cp311-win_amd64.whl', false, false],
    ['x-1.0-cp311-cp311-linux_x86_64.whl', false, false],
    ['x-1.0-cp311-cp311t-manylinux2014_x86_64.whl', false, false],
    ['x-1.0-pp311-pypy311_pp73-manylinux2014_x86_64.whl', false, false],
    ['x-1.0-py38-none-any.whl', true, true],
    ['x-1.0-cp38-none-any.whl', false, false],
    ['x-1.0-cp36.cp37.cp311-abi3-manylinux2014_x86_64.whl', true, false],
  ])('%s', (file, glibc, musl) => {
    expect([taken(file, BOOKWORM), taken(file, ALPINE)]).toEqual([glibc, musl])
  })

  test('is not that of a source distribution', () => {
    expect(wheelName('numpy-1.26.4.tar.gz')).toBeUndefined()
    expect(wheelName('numpy.whl')).toBeUndefined()
  })

  test('of Python 3.7 and older has the m of pymalloc', () => {
    expect(taken('x-1.0-cp37-cp37m-manylinux1_x86_64.whl', { ...BOOKWORM, python: 307 })).toBe(true)
    expect(taken('x-1.0-cp27-cp27mu-manylinux1_x86_64.whl', { ...BOOKWORM, python: 207 })).toBe(true)
  })
})

describe('the C library', () => {
  test('has to be at least as new as the wheel says', () => {
    const file = 'x-1.0-cp311-cp311-manylinux_2_34_x86_64.whl'
    expect([31, 34, 36].map((libcMinor) => taken(file, { ...BOOKWORM, libcMinor }))).toEqual([
      false,
      true,
      true,
    ])
    expect(taken('x-1.0-cp311-cp311-musllinux_1_2_x86_64.whl', { ...ALPINE, libcMinor: 1 })).toBe(false)
  })

  test('may be told under two names', () => {
    expect(
      taken('x-1.0-cp311-cp311-manylinux_2_28_x86_64.manylinux_2_34_x86_64.whl', {
        ...BOOKWORM,
        libcMinor: 31,
      }),
    ).toBe(true)
  })
})

test.each([
  ['manylinux1', 1801, true],
  ['manylinux2010', 1801, false],
  ['manylinux2010', 1900, true],
  ['manylinux2014', 1902, false],
  ['manylinux2014', 1903, true],
  ['manylinux_2_17_x86_64.manylinux2014', 1903, true],
  ['manylinux_2_17', 2002, false],
  ['manylinux_2_28', 2003, true],
])('%s is known to pip %i: %s', (tag, pip, known) => {
  expect(taken(`x-1.0-cp311-cp311-${tag}_x86_64.whl`, { ...BOOKWORM, pip })).toBe(known)
})

test('musllinux is known from pip 21.2 on', () => {
  const file = 'x-1.0-cp311-cp311-musllinux_1_1_x86_64.whl'
  expect([2101, 2102].map((pip) => taken(file, { ...ALPINE, pip }))).toEqual([false, true])
})

test('the notation of the data', () => {
  expect(readBuilds('m36-39@17x38@1s')).toEqual([
    { kind: 'exact', from: 306, to: 309, libc: 'glibc', floor: 17, perennial: false },
    { kind: 'exact', from: 308, to: 308, libc: 'musl', floor: 1, perennial: false },
  ])
  expect(readBuilds('a37@17!n@5')).toEqual([
    { kind: 'stable', from: 307, to: 399, libc: 'glibc', floor: 17, perennial: true },
    { kind: 'any', from: 300, to: 399, libc: 'glibc', floor: 5, perennial: false },
  ])
  expect(readBuilds('ps')).toEqual([{ kind: 'pure', from: 300, to: 399, floor: 0, perennial: false }])
  expect(readBuilds('-')).toEqual([])
})
