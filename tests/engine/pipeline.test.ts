import { describe, expect, test } from 'vitest'
import { rewrite } from '../../src/engine/pipeline.ts'
import { concerning, defineTransform, type Proposal, type Transform } from '../../src/engine/transform.ts'
import type { Document } from '../../src/dockerfile/document.ts'

function transformOf(
  id: string,
  propose: (document: Document) => readonly Proposal[],
  aliases: readonly string[] = [],
): Transform {
  return defineTransform({
    id,
    summary: 'A transform for a test',
    category: 'style',
    level: 'safe',
    aliases,
    docs: { why: '', risks: '', references: [] },
    examples: [],
    apply: (document, context) => {
      for (const proposal of propose(document)) context.change(proposal)
    },
  })
}

/** Replaces the first occurrence of a text. */
function replacing(id: string, from: string, to: string, extra: Partial<Proposal> = {}): Transform {
  return transformOf(id, (document) => {
    const start = document.text.indexOf(from)
    if (start === -1) return []
    const range = { start, end: start + from.length }
    return [
      {
        at: range,
        edits: [{ ...range, text: to }],
        level: 'safe',
        message: 'm',
        reason: 'r',
        removes: from.split(/\s+/),
        ...extra,
      },
    ]
  })
}

const file = 'FROM debian\nRUN one\nRUN two\n'

describe('rewrite', () => {
  test('runs the list in its order, each transform on what the one before left', () => {
    const result = rewrite(file, {
      transforms: [replacing('first-step', 'one', 'mid'), replacing('second-step', 'mid', 'end')],
    })
    expect(result.output).toBe('FROM debian\nRUN end\nRUN two\n')
    expect(result.changes.map((change) => [change.transform, change.line])).toEqual([
      ['first-step', 2],
      ['second-step', 2],
    ])
    expect(result.rounds).toBe(2)
  })

  test('goes on until a round changes nothing', () => {
    const result = rewrite(file, {
      transforms: [replacing('late-step', 'mid', 'end'), replacing('early-step', 'one', 'mid')],
    })
    expect(result.output).toContain('RUN end')
    expect(result.rounds).toBe(3)
  })

  test('asks a transform that changed nothing again only about another document, and keeps what it said', () => {
    const asked: string[] = []
    const finding = transformOf('say-so', (document) => {
      asked.push(document.text)
      return [{ at: { start: 12, end: 19 }, edits: [], level: 'manual', message: 'm', reason: 'r' }]
    })
    const refusing: Transform = {
      ...finding,
      id: 'leave-it',
      apply: (_, context) => {
        context.refuse({ at: { start: 12, end: 19 }, reason: 'r', unblock: 'u' })
      },
    }
    const result = rewrite(file, {
      transforms: [finding, replacing('one-step', 'one', 'uno'), finding, refusing],
    })
    expect(result.rounds).toBe(2)
    expect(asked).toEqual([file, result.output])
    expect(result.changes.map(({ transform, line }) => [transform, line])).toEqual([
      ['one-step', 2],
      ['say-so', 2],
      ['say-so', 2],
    ])
    expect(result.refusals.map(({ transform, line }) => [transform, line])).toEqual([['leave-it', 2]])
  })

  test('stops at a cycle and names those who make it', () => {
    const result = rewrite(file, {
      transforms: [replacing('go-there', 'one', 'uno'), replacing('come-back', 'uno', 'one')],
    })
    expect(result.output).toBe(file)
    expect(result.notes).toEqual([
      { kind: 'defect', line: 1, message: "go-there and come-back undo each other's work" },
    ])
  })

  test('reports lines of the original, whatever was inserted above', () => {
    const insert = transformOf('insert-lines', ({ text }) =>
      text.includes('ENV')
        ? []
        : [
            {
              at: { start: 12, end: 12 },
              edits: [{ start: 12, end: 12, text: 'ENV A=1\nENV B=2\n' }],
              level: 'safe',
              message: 'm',
              reason: 'r',
            },
          ],
    )
    const result = rewrite(file, { transforms: [insert, replacing('change-two', 'two', 'zwei')] })
    expect(result.changes.map((change) => change.line)).toEqual([2, 3])
  })

  test('drops a change after which the file does not parse, and says whose it was', () => {
    const result = rewrite(file, { transforms: [replacing('break-it', 'RUN two', 'NUR two')] })
    expect(result.output).toBe(file)
    expect(result.notes[0]?.message).toContain(
      'break-it: a change was dropped because line 3 of the result does not parse',
    )
  })

  test('drops a change that loses a word it did not declare', () => {
    const result = rewrite(file, {
      transforms: [replacing('lose-word', 'RUN two\n', '', { removes: ['RUN'] })],
    })
    expect(result.status).toBe('unchanged')
    expect(result.notes[0]?.message).toContain('the word "two" is lost')
  })

  test('drops a change that loses a comment', () => {
    const commented = 'FROM debian\n# why\nRUN one\n'
    const result = rewrite(commented, { transforms: [replacing('lose-comment', '# why\n', '')] })
    expect(result.output).toBe(commented)
    expect(result.notes[0]?.message).toContain('the comment "# why" is lost')
  })

  test('drops a change that breaks a script', () => {
    const result = rewrite(file, { transforms: [replacing('break-script', 'two', "two 'open")] })
    expect(result.output).toBe(file)
    expect(result.notes[0]?.message).toContain('the script at line 3 of the result does not parse')
  })

  test('keeps the good changes of a transform that made a bad one', () => {
    const mixed = transformOf('mixed-bag', ({ text }) =>
      ['one', 'two'].flatMap((word) => {
        const start = text.indexOf(`RUN ${word}`)
        if (start === -1) return []
        const edits = [{ start, end: start + 3, text: word === 'one' ? 'NUR' : 'run' }]
        return [
          {
            at: { start, end: start + 3 },
            edits,
            level: 'safe' as const,
            message: 'm',
            reason: 'r',
            removes: ['RUN'],
          },
        ]
      }),
    )
    const result = rewrite(file, { transforms: [mixed] })
    expect(result.output).toBe('FROM debian\nRUN one\nrun two\n')
  })

  test('a transform that throws leaves the file to the others', () => {
    const throwing = transformOf('throw-up', () => {
      throw new Error('no luck')
    })
    const result = rewrite(file, { transforms: [throwing, replacing('first-step', 'one', 'mid')] })
    expect(result.output).toContain('RUN mid')
    expect(result.notes).toContainEqual({
      kind: 'defect',
      line: 1,
      message: 'throw-up failed and was left out: no luck',
    })
  })

  test('overlapping edits of one change are a defect, not a crash', () => {
    const overlapping = transformOf('over-lap', () => [
      {
        at: { start: 0, end: 4 },
        edits: [
          { start: 0, end: 4, text: 'FROM' },
          { start: 2, end: 6, text: 'x' },
        ],
        level: 'safe',
        message: 'm',
        reason: 'r',
      },
    ])
    const result = rewrite(file, { transforms: [overlapping] })
    expect(result.output).toBe(file)
    expect(result.notes[0]?.message).toContain('overlap')
  })

  test('tells as findings what is wanted as a report, for what the others leave', () => {
    const told = replacing('tell-only', 'two', 'mid', {
      effects: [{ kind: 'keeps', paths: [] }],
      level: 'review',
    })
    const transforms = [told, replacing('first-step', 'one', 'two')]
    const result = rewrite(file, { transforms, reportOnly: ['tell-only'] })
    expect(result.output).toBe('FROM debian\nRUN two\nRUN two\n')
    expect(
      result.changes.map(({ transform, level, line, effects }) => [transform, level, line, effects]),
    ).toEqual([
      ['first-step', 'safe', 2, []],
      ['tell-only', 'manual', 2, []],
    ])
    expect(rewrite(file, { transforms: [told], reportOnly: ['tell-only'], safeOnly: true }).changes).toEqual(
      [],
    )
    expect(rewrite(file, { transforms: [told], reportOnly: ['first-step'] }).status).toBe('changed')
  })

  test('leaves review changes out when only safe ones are wanted, and never writes manual ones', () => {
    const review = replacing('re-view', 'one', 'mid', { level: 'review' })
    expect(rewrite(file, { transforms: [review], safeOnly: true }).status).toBe('unchanged')
    expect(rewrite(file, { transforms: [review] }).status).toBe('changed')
    const manual = rewrite(file, {
      transforms: [replacing('man-ual', 'one', 'mid', { level: 'manual', edits: [] })],
    })
    expect([manual.status, manual.changes.length]).toEqual(['unchanged', 1])
  })

  test('leaves out the changes that are turned down, also in later rounds', () => {
    const asked: string[] = []
    const result = rewrite(file, {
      transforms: [replacing('first-step', 'one', 'mid'), replacing('second-step', 'two', 'end')],
      accept: (change) => {
        asked.push(`${change.transform} ${change.line}`)
        return change.transform !== 'first-step'
      },
    })
    expect(result.output).toBe('FROM debian\nRUN one\nRUN end\n')
    expect(result.changes.map((change) => change.transform)).toEqual(['second-step'])
    expect(asked).toEqual(['first-step 2', 'second-step 3', 'first-step 2'])
  })

  test('hands on what a change declares to do to the image', () => {
    const removes = { kind: 'removes', paths: ['/tmp/x'] } as const
    const transforms = [
      replacing('first-step', 'one', 'mid', { effects: [removes] }),
      replacing('second-step', 'two', 'end'),
    ]
    expect(rewrite(file, { transforms }).changes.map((change) => change.effects)).toEqual([[removes], []])
  })

  test('gives back a file that BuildKit would refuse, with its reason', () => {
    const result = rewrite('FROM debian\nRUM one\n', { transforms: [replacing('first-step', 'one', 'mid')] })
    expect([result.status, result.output, result.error]).toEqual([
      'failed',
      'FROM debian\nRUM one\n',
      { message: 'unknown instruction: RUM', line: 2, hint: 'did you mean RUN?' },
    ])
  })
})

describe('templates', () => {
  test.each([
    ['FROM debian:{{ version }}\n', '{{'],
    ['FROM debian\n{% if x %}\nRUN y\n{% endif %}\n', '{%'],
    ['FROM debian\nCOPY @@NAME@@ /x\n', '@@NAME@@'],
    ['FROM library/%%BASE_NAME%%-node:slim\nRUN a\n', '%%BASE_NAME%%'],
    ['FROM debian\nENV X=<%= x %>\n', '<%='],
    ['FROM debian\nRUN apt-get install {{ packages }}\n', '{{'],
  ])('%j is skipped', (text, marker) => {
    const result = rewrite(text, { transforms: [] })

    expect([result.status, result.error?.message]).toEqual([
      'skipped',
      `${marker} marks a template; dfopt reads finished Dockerfiles`,
    ])
  })

  test.each([
    ["FROM debian\nRUN docker ps --format '{{.Names}}'\n"],
    ['FROM debian\nRUN docker inspect -f {{.Id}} x\n'],
    ['FROM debian\nRUN sed "s/{{port}}/80/" -i f\n'],
    ['FROM debian\nLABEL RUN="docker run {{NAME}}"\n'],
    ['FROM debian\n# {{ not code }}\nRUN x\n'],
    ['FROM debian\nCMD ["x", "{{", ".Env.A", "}}"]\n'],
  ])('%j is a Dockerfile', (text) => {
    expect(rewrite(text, { transforms: [] }).status).toBe('unchanged')
  })
})

describe('ignore comments', () => {
  const change = replacing('first-step', 'one', 'mid')
  const withComment = (comment: string): string => `FROM debian\n${comment}\nRUN one\n`

  test.each([
    '# dfopt ignore=first-step',
    '#dfopt ignore=other-id,first-step -- because',
    '# dfopt ignore=all',
    '# dfopt ignore-file=first-step',
  ])('%s is minded', (comment) => {
    const result = rewrite(withComment(comment), { transforms: [change] })
    expect([result.status, result.notes]).toEqual(['unchanged', []])
  })

  test.each([
    '# hadolint ignore=DL3000,DL9999',
    '# hadolint global ignore=DL9999',
    '# tally ignore=hadolint/DL9999',
    '# check=skip=DL9999;error=true',
  ])('%s is minded through the alias', (comment) => {
    const aliased = { ...change, aliases: ['DL9999'] }
    const text = comment.startsWith('# check') ? `${comment}\nFROM debian\nRUN one\n` : withComment(comment)
    expect(rewrite(text, { transforms: [aliased] }).status).toBe('unchanged')
    expect(rewrite(text, { transforms: [change] }).status).toBe('changed')
  })

  describe('where a transform looks for several things', () => {
    const parts = [
      { alias: 'ONE', part: replacing('first-step', 'left', 'mid') },
      { alias: 'TWO', part: replacing('first-step', 'right', 'mid') },
    ]
    const transform: Transform = {
      ...replacing('first-step', 'left', 'mid'),
      aliases: ['ONE', 'TWO'],
      apply: (document, context) => {
        for (const { alias, part } of parts) part.apply(document, concerning(context, [alias]))
      },
    }
    const file = 'FROM debian\nRUN left && right\n'
    const above = (comment: string): string => file.replace('RUN', `${comment}\nRUN`)

    test.each([
      ['nothing', file, 'RUN mid && mid'],
      ['a part', above('# hadolint ignore=ONE'), 'RUN left && mid'],
      ['the other part', above('# tally ignore=hadolint/TWO'), 'RUN mid && right'],
      ['both', above('# hadolint ignore=ONE,TWO'), 'RUN left && right'],
      ['its id', above('# dfopt ignore=first-step'), 'RUN left && right'],
      ['all', above('# dfopt ignore=all'), 'RUN left && right'],
      ['a part by our own comment', above('# dfopt ignore=two'), 'RUN mid && right'],
      ['a part, for the file', `# hadolint global ignore=ONE\n${file}`, 'RUN left && mid'],
      ['a part, as a directive', `# check=skip=TWO\n${file}`, 'RUN mid && right'],
      ['its id, for the file', `# dfopt ignore-file=first-step\n${file}`, 'RUN left && right'],
    ])('%s', (_, text, run) => {
      const result = rewrite(text, { transforms: [transform] })
      expect([result.output.trimEnd().split('\n').at(-1), result.notes]).toEqual([run, []])
    })

    test('refusals go with their part', () => {
      const refusing: Transform = {
        ...transform,
        apply: (document, context) => {
          for (const { alias } of parts)
            concerning(context, [alias]).refuse({
              at: { start: 0, end: document.text.length },
              reason: alias,
              unblock: 'x',
            })
        },
      }
      const refused = (text: string): readonly string[] =>
        rewrite(text, { transforms: [refusing] }).refusals.map(({ reason }) => reason)
      expect(refused(file)).toEqual(['ONE', 'TWO'])
      expect(refused(`# hadolint global ignore=ONE\n${file}`)).toEqual(['TWO'])
      expect(refused(`# dfopt ignore-file=first-step\n${file}`)).toEqual([])
    })
  })

  test('one that suppresses nothing is reported, those of other tools are not', () => {
    const result = rewrite(
      'FROM debian\n# dfopt ignore=first-step\nRUN two\n# hadolint ignore=DL3008\nRUN three\n',
      { transforms: [change] },
    )
    expect(result.notes).toEqual([
      { kind: 'unused-ignore', line: 2, message: 'nothing is suppressed by "# dfopt ignore=first-step"' },
    ])
  })

  test('holds only for the instruction right below', () => {
    expect(
      rewrite('FROM debian\n# dfopt ignore=first-step\n\nRUN one\n', { transforms: [change] }).status,
    ).toBe('changed')
  })
})
