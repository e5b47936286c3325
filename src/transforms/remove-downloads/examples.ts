import type { TransformExample } from '../../engine/transform.ts'

export const examples: readonly TransformExample[] = [
  {
    name: 'an archive that is unpacked',
    before: `FROM debian:bookworm-slim
RUN curl -fsSLo /tmp/tool.tar.gz https://example.com/tool-1.2.tar.gz && \\
    tar -xzf /tmp/tool.tar.gz -C /usr/local
`,
    after: `FROM debian:bookworm-slim
RUN curl -fsSLo /tmp/tool.tar.gz https://example.com/tool-1.2.tar.gz && \\
    tar -xzf /tmp/tool.tar.gz -C /usr/local && \\
    rm -f /tmp/tool.tar.gz
`,
  },
  {
    name: 'a package that is installed',
    before: `FROM debian:bookworm-slim
RUN wget -q https://example.com/pool/agent_1.4_amd64.deb \\
 && dpkg -i agent_1.4_amd64.deb \\
 && agent --version
`,
    after: `FROM debian:bookworm-slim
RUN wget -q https://example.com/pool/agent_1.4_amd64.deb \\
 && dpkg -i agent_1.4_amd64.deb \\
 && rm -f agent_1.4_amd64.deb \\
 && agent --version
`,
  },
  {
    name: 'an archive that the container unpacks again',
    before: `FROM debian:bookworm-slim
RUN curl -fsSLo /srv/site.tgz https://example.com/site.tgz && tar -xzf /srv/site.tgz -C /srv
CMD ["reset-site", "/srv/site.tgz"]
`,
    refused: 'site.tgz stays in the image, and CMD may use it',
  },
]
