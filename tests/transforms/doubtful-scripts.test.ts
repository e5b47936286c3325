// Scripts from the build context may install packages with lists that an earlier RUN fetched; nothing but their name and
// their place tells.
import { describe, expect, test } from 'vitest'
import { rewrite } from '../../src/engine/pipeline.ts'
import { transforms } from '../../src/transforms/index.ts'
import { withBase } from './case-file.ts'

function changesOf(id: string, text: string): readonly string[] {
  const result = rewrite(withBase(text), { transforms: transforms.filter((each) => each.id === id) })
  expect(result.rounds).toBeLessThanOrEqual(2)
  return result.changes.map(({ level, reason }) => `${level}: ${reason}`)
}

const INSTALL = 'RUN apt-get update && apt-get install -y git\n'
const CERTAIN = 'safe: nothing below reads them, and a later RUN cannot take them out of this layer'

describe('clean-package-caches', () => {
  const of = (text: string): readonly string[] => changesOf('clean-package-caches', INSTALL + text)

  test.each([
    ['COPY first.sh /srv/\nRUN /srv/first.sh\n', 'first.sh in a later RUN'],
    ['COPY . /srv\nRUN chmod +x /srv/first.sh && bash /srv/first.sh\n', 'first.sh in a later RUN'],
    ['COPY . .\nRUN ["./first.sh"]\n', 'first.sh in a later RUN'],
    ['COPY install_admin.sh /\nCMD ["/start.sh"]\n', 'install_admin.sh, which COPY brings,'],
    [
      'ADD bin/setup-node.bash bin/start.sh /bin/\nRUN chmod +x /bin/*.sh /bin/setup-node.bash\n',
      'setup-node.bash, which ADD brings,',
    ],
  ])('%j', (text, script) => {
    const expected = `review: ${script} needs an update of its own if it installs packages; nothing else reads these lists`
    expect(of(text)).toEqual([expected])
  })

  test.each([
    'COPY start.sh /\nCMD ["/start.sh"]\n',
    'COPY docker-entrypoint.sh /\nENTRYPOINT ["/docker-entrypoint.sh"]\n',
    'RUN . /root/.nvm/nvm.sh && nvm install 20\n',
    'COPY . .\nRUN ./configure && make\n',
    'RUN ./gradlew build\n',
    'COPY setup.sh /\nCMD ["/setup.sh"]\n',
    'COPY --from=build /install.sh /\n',
    'COPY scripts/ /scripts/\n',
    'RUN /opt/accept-licenses.sh\n',
    'RUN apt-get update && apt-get install -y jq && ./first.sh && rm -rf /var/lib/apt/lists/*\n',
  ])('nothing in doubt: %j', (text) => {
    expect(of(text)).toEqual([CERTAIN])
  })

  test('what stands in the same RUN keeps the lists', () => {
    const text = withBase('RUN apt-get update && apt-get install -y git && ./first.sh && make\n')
    const result = rewrite(text, {
      transforms: transforms.filter((each) => each.id === 'clean-package-caches'),
    })
    expect(result.output).toContain('./first.sh && rm -rf /var/lib/apt/lists/* && make')
    expect(result.changes.map((each) => each.level)).toEqual(['safe'])
  })

  test('where it cannot, it is in doubt', () => {
    const text = 'RUN apt-get update && apt-get install -y git && (cd /srv && ./first.sh) && make\n'
    expect(changesOf('clean-package-caches', text)).toEqual([
      'review: first.sh in the same RUN needs an update of its own if it installs packages; nothing else reads these lists',
    ])
  })

  test('apk', () => {
    const text = 'FROM alpine:3.20\nRUN apk update && apk add git\nCOPY . .\nRUN ./first.sh\n'
    expect(changesOf('clean-package-caches', text)).toEqual([
      'review: first.sh in a later RUN needs an update of its own if it installs packages; nothing else reads these lists',
    ])
  })
})

describe('join-apt-update', () => {
  test('an update that a script may rely on goes for a review only', () => {
    const text = 'RUN apt-get update\nCOPY . .\nRUN sh first.sh\nRUN apt-get install -y git\n'
    expect(changesOf('join-apt-update', text)).toEqual([
      'review: first.sh in a later RUN needs an update of its own if it installs packages; nothing else reads these lists',
    ])
    expect(changesOf('join-apt-update', text.replace('sh first.sh', 'make'))).toHaveLength(1)
    expect(changesOf('join-apt-update', text.replace('sh first.sh', 'make'))[0]).toMatch(/^safe: /)
  })

  test('apk', () => {
    const text = 'FROM alpine:3.20\nRUN apk update\nCOPY . .\nRUN sh first.sh\nRUN apk add git\n'
    expect(changesOf('join-apt-update', text)).toEqual([
      'review: first.sh in a later RUN needs an update of its own if it installs packages; nothing else reads these lists',
    ])
  })
})
