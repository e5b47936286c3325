import { expect, test } from 'vitest'
import { parseDocument } from '../../src/dockerfile/document.ts'
import { usedFeatures } from '../../src/transforms/shrink-base/used-features.ts'
import { memoryProject } from '../project/memory-project.ts'

function used(image: string, file: string, text: string): readonly string[] {
  const document = parseDocument(`FROM ${image}\nCOPY . /srv\n`)
  const project = memoryProject({ [file]: text })
  return usedFeatures(document, document.stages, image, project).map(({ what }) => what)
}

test.each([
  ['python', 'a.py', 'import os, tkinter\n', ['tkinter']],
  [
    'python',
    'gui/b.py',
    'try:\n    from tkinter import ttk\nexcept ImportError:\n    ttk = None\n',
    ['tkinter'],
  ],
  ['python', 'a.py', 'import turtle\n', ['tkinter']],
  ['pypy', 'a.py', 'from idlelib import run\n', ['tkinter']],
  ['python', 'a.py', 'import turtles, tkinter_like\n# import tkinter\n', []],
  ['python', 'tests/a.py', 'import tkinter\n', []],
  ['node', 'a.py', 'import tkinter\n', []],
  ['erlang', 'src/a.erl', 'f() -> observer:start().\n', ['wx and what is made with it (observer, debugger)']],
  ['erlang', 'src/a.erl', 'f() -> my_observer:start().\n', []],
])('%s, %s: %j', (image, file, text, expected) => {
  expect(used(image, file, text)).toEqual(expected)
})
