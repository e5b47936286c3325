// One round does all the work, whatever one transform makes possible for the next: the second finds nothing left.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rewrite } from '../../src/engine/pipeline.ts'
import { defaultTransforms } from '../../src/transforms/index.ts'
import { withBase } from './case-file.ts'

function expectOneRound(text: string): void {
  const result = rewrite(withBase(text), { transforms: defaultTransforms })
  expect(result.notes.filter((note) => note.kind === 'defect')).toEqual([])
  expect(result.rounds, result.output).toBeLessThanOrEqual(2)
}

const TEXTS = [
  'RUN true && apt-get update\nRUN { apt-get update; }\n',
  'RUN apt-get install -y jq && { apt-get update; }\nRUN apt-get update -qq && (apt-get update)\n',
  'RUN apt-get update && apt-get update && echo done\nENV A=b\nRUN true && apt-get install -y jq\n',
  'RUN apt-get update\nRUN apt-get update && apt-get -y update; apt-get install -y jq\n',
  'RUN apt-get update\nRUN apt-get install -y jq && (apt-get update) && apt-get install -y tree\n',
  'RUN apt-get update -qq\nRUN apt-get update; apt-get install -y jq\nUSER 1\nRUN apt-get upgrade -y\n',
  'RUN { apt-get update; } && apt-get upgrade -y\n# again\nRUN apt-get -y update && apt-get update\n',
  'RUN apt-get update && apt-get clean && (apt-get update)\nCMD x\nRUN cd /tmp && apt-get install -y jq; (apt-get update)\n',
  'RUN apt-get update && apt-get install -y jq\nRUN apt-get clean && apt-get install -y tree\nRUN apt-get update && apt-get clean\n',
  'RUN apt-get update && echo deb http://x/ y z > /etc/apt/sources.list.d/x.list && apt-get update\nENV A=b\nRUN apt-get update && apt-get install -y jq\n',
  'RUN apt-get -y update\nLABEL a=b\nRUN true || apt-get install -y jq; true\nRUN apt-get install -y tree && apt-get update\n',
]

test.each(TEXTS)('%j', expectOneRound)

test('updates and installs in any order', () => {
  const command = fc.constantFrom(
    'apt-get update',
    'apt-get update -qq',
    'apt update',
    '{ apt-get update; }',
    '(apt-get update)',
    'apt-get install -y jq',
    'apt-get -y install tree vim',
    'apt-get clean',
    'echo done',
  )
  const run = fc
    .array(command, { minLength: 1, maxLength: 3 })
    .map((commands) => `RUN ${commands.join(' && ')}\n`)
  const between = fc.constantFrom('', '', '', '\n', 'ENV A=b\n', 'CMD ["x"]\n', 'COPY a b\n')
  const file = fc
    .array(fc.tuple(run, between), { minLength: 1, maxLength: 6 })
    .map((parts) => parts.flat().join(''))
  fc.assert(fc.property(file, expectOneRound), { numRuns: 300 })
})
