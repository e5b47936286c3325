import { defineTransform } from '../../engine/transform.ts'
import { removeIn } from './changes.ts'
import { examples } from './examples.ts'
import { reportLate } from './late.ts'

export const removeDownloads = defineTransform({
  id: 'remove-downloads',
  summary: 'Remove downloaded archives, packages and sources in the layer that fetched them',
  category: 'size',
  level: 'review',
  aliases: [],
  docs: {
    why:
      'An archive that a RUN fetches and unpacks stays in its layer beside what was in it, and so do sources that it ' +
      'builds and installs. Only the same RUN can keep them out: a later rm hides them and frees nothing.',
    risks:
      'The rm goes behind the last command that needs the file. A file goes only where this RUN fetched it under a name that is ' +
      'known, unpacked or installed it with a command that keeps nothing of it (tar, unzip, dpkg, rpm, apt-get, pip, an installer …), ' +
      'and nothing else in the Dockerfile names it. Sources go only from /tmp, /var/tmp, /usr/src, /usr/local/src, /opt/src, /build, /src, ' +
      'the home directory of root and the root directory, where the last thing done with them is to install them (make install, ' +
      'cmake --install, ninja install, setup.py install, pip install, go install, cargo install), or, in /tmp, to take ' +
      'something out of them; never where they are linked to, where the install goes into them, after pip install -e, or ' +
      'where the Dockerfile names them elsewhere. Behind make install the change is safe where configure, cmake, qmake, phpize or ' +
      'Makefile.PL wrote the Makefile, and for a review where somebody did: one that makes links to the sources would break. An image that is built FROM ' +
      'this one elsewhere, or a script that is not in the Dockerfile, may still look for them.',
    references: [
      'https://docs.docker.com/build/building/best-practices/#add-or-copy',
      'https://docs.docker.com/build/building/best-practices/#run',
      'https://docs.docker.com/reference/dockerfile/#run---mounttypebind',
    ],
  },
  examples,
  apply(document, context) {
    removeIn(document, context)
    reportLate(document, context)
  },
})
