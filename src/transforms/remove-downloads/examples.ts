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
  {
    name: 'sources that are built and installed',
    before: `FROM debian:bookworm-slim
RUN git clone --depth 1 https://example.com/lib.git /usr/src/lib && \\
    cd /usr/src/lib && \\
    ./configure && \\
    make install && \\
    cd / && \\
    ldconfig
`,
    after: `FROM debian:bookworm-slim
RUN git clone --depth 1 https://example.com/lib.git /usr/src/lib && \\
    cd /usr/src/lib && \\
    ./configure && \\
    make install && \\
    cd / && \\
    rm -rf /usr/src/lib && \\
    ldconfig
`,
  },
  {
    name: 'an archive that is copied',
    before: `FROM debian:bookworm-slim
COPY tool.tar.gz /tmp/
RUN tar -xzf /tmp/tool.tar.gz -C /opt && rm /tmp/tool.tar.gz
`,
    found: 'Mount tool.tar.gz in the RUN that needs it, with --mount=type=bind,source=tool.tar.gz',
  },
  {
    name: 'packages that another layer takes away',
    before: `FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y gcc make && rm -rf /var/lib/apt/lists/*
COPY . /src
RUN make -C /src install && apt-get purge -y gcc make
`,
    found: 'Install gcc and make and remove them again in one RUN, or build in a stage of its own',
  },
]
