import { describe, expect, test } from 'vitest'
import { commandsOf, walk, type Surroundings } from '../../src/shell/commands.ts'
import { parseShell } from '../../src/shell/parser.ts'
import { commandsIn, firstCommand } from './scripts.ts'
import { outcomes } from './shells.ts'

describe('what stands in front of a command', () => {
  const wrapped: readonly (readonly [
    text: string,
    wrappers: string,
    name: string | undefined,
    args: string,
  ])[] = [
    ['curl -f x', '', 'curl', '-f x'],
    ['/usr/bin/curl x', '', 'curl', 'x'],
    ['"curl" x', '', 'curl', 'x'],
    ['\\curl x', '', 'curl', 'x'],
    ["'/opt/my app/run' x", '', 'run', 'x'],
    ['$CURL x', '', undefined, 'x'],
    ['"$DIR"/run x', '', 'run', 'x'],
    ['A=1 curl x', '', 'curl', 'x'],
    ['sudo curl x', 'sudo', 'curl', 'x'],
    ['/usr/bin/sudo /usr/bin/curl x', '/usr/bin/sudo', 'curl', 'x'],
    ['sudo -E -u app curl x', 'sudo -E -u app', 'curl', 'x'],
    ['sudo -Eu app curl x', 'sudo -Eu app', 'curl', 'x'],
    // sudo(8), getopt: what follows -u in the same word is its value.
    ['sudo -uroot curl x', 'sudo -uroot', 'curl', 'x'],
    ['sudo -Eugit curl x', 'sudo -Eugit', 'curl', 'x'],
    ['sudo --user app --group=www curl x', 'sudo --user app --group=www', 'curl', 'x'],
    ['sudo -n -- curl -x', 'sudo -n --', 'curl', '-x'],
    ['sudo -- -x curl', 'sudo --', '-x', 'curl'],
    ['sudo A=1 B=2 curl x', 'sudo A=1 B=2', 'curl', 'x'],
    ['sudo', '', 'sudo', ''],
    ['sudo -v', '', 'sudo', '-v'],
    ['eatmydata apt-get install x', 'eatmydata', 'apt-get', 'install x'],
    ['sudo env A=1 nice -n 5 timeout 10 curl x', 'sudo env A=1 nice -n 5 timeout 10', 'curl', 'x'],
    ['ionice -c 3 -n7 curl x', 'ionice -c 3 -n7', 'curl', 'x'],
    ['setsid curl', '', 'setsid', 'curl'],
    ['constructor x', '', 'constructor', 'x'],
    ['nice constructor x', 'nice', 'constructor', 'x'],
  ]

  test.each(wrapped)('%s', (text, wrappers, name, args) => {
    const command = firstCommand(text)
    expect(command.wrappers.map((word) => word.text).join(' ')).toBe(wrappers)
    expect(command.name).toBe(name)
    expect(command.args.map((word) => word.text).join(' ')).toBe(args)
  })

  // Each of these runs echo: the shells and the programs themselves say so.
  const running = [
    'env A=b echo ran x',
    'env -i A=b /bin/echo ran x',
    'env - /bin/echo ran x',
    'env -u HOME -u PWD echo ran x',
    'env -uHOME echo ran x',
    'env --unset=HOME echo ran x',
    'env --unset HOME echo ran x',
    'env -C / echo ran x',
    'env -- echo ran x',
    'env -- A=1 echo ran x',
    'env -i -- PATH=/usr/bin:/bin echo ran x',
    'nice echo ran x',
    'nice -n 5 echo ran x',
    'nice -n5 echo ran x',
    'nice -5 echo ran x',
    'nice --adjustment 5 echo ran x',
    'timeout 10 echo ran x',
    'timeout -k 5 10 echo ran x',
    'timeout -k5 10 echo ran x',
    'timeout -s KILL 10 echo ran x',
    'timeout -sKILL 10s echo ran x',
    'timeout --signal KILL 10 echo ran x',
    'timeout --signal=KILL --kill-after 3 10 echo ran x',
    'timeout --foreground 10 echo ran x',
    'timeout -- 10 echo ran x',
    'command echo ran x',
    'command -p echo ran x',
    'command -- echo ran x',
    'exec echo ran x',
    'nohup echo ran x',
    'stdbuf -oL echo ran x',
    'stdbuf -o L -e 0 echo ran x',
    'stdbuf --output L echo ran x',
    'A=1 env B=2 nice timeout 10 echo ran x',
  ]

  test.each(running)('%s', (text) => {
    const command = firstCommand(text)
    expect([command.name, ...command.args.map((word) => word.literal)]).toEqual(['echo', 'ran', 'x'])
    for (const [name, { out }] of Object.entries(outcomes(text)))
      expect([name, out]).toEqual([name, 'ran x\n'])
  })

  test('builtin and exec -a are of bash', () => {
    for (const text of ['builtin echo ran x', 'exec -a other echo ran x']) {
      expect(firstCommand(text).name).toBe('echo')
      expect(outcomes(text)['bash']?.out).toBe('ran x\n')
    }
  })

  test.each(['command -v echo', 'command -V echo', 'command -pv echo'])('%s runs nothing', (text) => {
    const { name, args, wrappers } = firstCommand(text)
    expect([name, args.at(-1)?.text, wrappers]).toEqual(['command', 'echo', []])
    for (const { out } of Object.values(outcomes(`${text} ran`))) expect(out).toContain('echo')
  })

  test('time is a word of the grammar in bash', () => {
    expect(firstCommand('time -p curl x')).toMatchObject({ name: 'curl', wrappers: [] })
    expect(firstCommand('/usr/bin/time -f %e -o out curl x')).toMatchObject({
      name: 'curl',
      wrappers: [{}, {}, {}, {}, {}],
    })
  })

  test('exec without a program', () => {
    expect(firstCommand('exec >f')).toMatchObject({ name: 'exec', redirects: true, wrappers: [], args: [] })
  })
})

describe('assignments in front of a command', () => {
  test.each([
    ['A=1 B=$x curl', ['A', 'B']],
    ['A=1', ['A']],
    ['A+=1 B[2]=x', ['A', 'B']],
    ['A=1 env B=2 C=3 curl', ['A', 'B', 'C']],
    ['sudo A=1 curl', ['A']],
    ['export A=1', []],
    ['curl A=1', []],
    ['timeout -s KILL 10 curl', []],
  ])('%s', (text, names) => {
    expect(firstCommand(text).assignments).toEqual(names)
  })

  test('their literal values, as words of a command', () => {
    const [known, unknown, array] = firstCommand('export A=\'1 2\' B="$x" C=(1)').args
    expect([known?.literal, known?.text]).toEqual(['A=1 2', "A='1 2'"])
    expect([unknown?.literal, unknown?.text]).toEqual([undefined, 'B="$x"'])
    expect([array?.literal, array?.text]).toEqual([undefined, 'C=(1)'])
  })
})

describe('what a command stands in', () => {
  const rows: readonly (readonly [text: string, surroundings: readonly Surroundings[]])[] = [
    ['x', []],
    ['a; x; b', []],
    ['a && x && b', []],
    ['(x)', ['subshell']],
    ['{ x; }', ['braces']],
    ['if x; then a; fi', ['if']],
    ['if a; then x; fi', ['if']],
    ['if a; then b; elif x; then c; fi', ['if']],
    ['if a; then b; else x; fi', ['if']],
    ['for i in 1; do x; done', ['loop']],
    ['for ((;;)); do x; done', ['loop']],
    ['while x; do a; done', ['loop']],
    ['until a; do x; done', ['loop']],
    ['select i in 1; do x; done', ['loop']],
    ['case a in b) x ;; esac', ['case']],
    ['f() { x; }', ['function', 'braces']],
    ['f() ( x )', ['function', 'subshell']],
    ['x | a', ['pipeline']],
    ['a | b | x', ['pipeline']],
    ['a $(x)', ['substitution']],
    ['a `x`', ['substitution']],
    ['a <(x)', ['substitution']],
    ['a $(( $(x) ))', ['substitution']],
    ['A=$(x)', ['substitution']],
    ['cat <<E\n$(x)\nE', ['substitution']],
    ['x &', ['background']],
    ['a && x &', ['background']],
    ['x || a', ['before ||']],
    ['a || x', ['after ||']],
    ['a && x || b', ['before ||']],
    ['a || x && b', ['after ||']],
    ['a || x || b', ['after ||', 'before ||']],
    ['! x', ['negation']],
    ['! x | a', ['pipeline']],
    ['time x', []],
    ['coproc x', ['coproc']],
    ['{ (x) & } >f', ['braces', 'background', 'subshell']],
    ['if a; then b | (x || c); fi', ['if', 'pipeline', 'subshell', 'before ||']],
    ['a "${b:-$(x)}"', ['substitution']],
  ]

  test.each(rows)('%s', (text, surroundings) => {
    const [command] = commandsIn(text).filter((each) => each.syntax.name?.text === 'x')
    expect(command?.surroundings).toEqual(surroundings)
  })

  test('is the same in a list of very many', () => {
    const list = `${'a && '.repeat(40_000)}b || ${'c && '.repeat(40_000)}d`
    const counts = new Map<string, number>()
    walk(parseShell(list), [], (node, surroundings) => {
      if (node.type === 'Command') counts.set(surroundings.join(), (counts.get(surroundings.join()) ?? 0) + 1)
    })
    expect(Object.fromEntries(counts)).toEqual({ 'before ||': 40_001, 'after ||': 40_001 })
  })
})

describe('the commands of a script', () => {
  test('come in the order of the text, with their ranges', () => {
    const text = 'a "$(b)" | c; f() { d; }; A=$(e) g >"$(h)" && i `j`'
    const found = commandsIn(text)
    expect(found.map(({ syntax }) => syntax.name?.text)).toEqual([
      'a',
      'b',
      'c',
      'd',
      'g',
      'e',
      'h',
      'i',
      'j',
    ])
    expect(found.map(({ start, end }) => text.slice(start, end))).toEqual([
      'a "$(b)"',
      'b',
      'c',
      'd',
      'A=$(e) g >"$(h)"',
      'e',
      'h',
      'i `j`',
      'j',
    ])
  })

  test('are collected once', () => {
    const syntax = parseShell('a; b')
    expect(commandsOf({ syntax })).toBe(commandsOf({ syntax }))
  })

  test('words keep their place', () => {
    const text = 'sudo apt-get  install "a b"'
    const { args, wrappers } = firstCommand(text)
    expect([...wrappers, ...args].map(({ start, end }) => text.slice(start, end))).toEqual([
      'sudo',
      'install',
      '"a b"',
    ])
    expect(args.map(({ literal }) => literal)).toEqual(['install', 'a b'])
  })
})
