import { either, joins, joinsWithCare, type EquivalenceCase } from '../case.ts'

// The everyday: what an expert would join without a second thought.
export const everyday: readonly EquivalenceCase[] = [
  joins('apt-get update and install', [
    'RUN apt-get update',
    'RUN apt-get install -y curl jq',
    'RUN rm -rf var/lib/apt/lists/*',
  ]),
  joins('apt-get with && and cleanup', [
    'RUN apt-get update && apt-get install -y --no-install-recommends \\',
    '    curl \\',
    '    jq \\',
    '    && rm -rf var/lib/apt/lists/*',
    'RUN useradd --system app',
    'RUN mkdir -p srv/app && chown 0:0 srv/app',
  ]),
  joins('apk', [
    'RUN apk add --no-cache git',
    'RUN apk add --no-cache --virtual .build gcc && make && apk del .build',
  ]),
  joins('yum', ['RUN yum install -y httpd', 'RUN yum clean all']),
  joins('npm', [
    'WORKDIR /app',
    'RUN npm ci',
    'RUN npm run build',
    'RUN npm prune --omit=dev && npm cache clean --force',
  ]),
  joins('pip', ['RUN pip install --no-cache-dir -r requirements.txt', 'RUN python -m compileall .']),
  joins('curl, tar and rm', [
    'RUN curl -fsSLo x.tgz https://x/x.tgz',
    'RUN tar xzf x.tgz',
    'RUN rm -f x.tgz',
  ]),
  joins('curl into tar', ['RUN curl -fsSL https://x/x.tgz | tar xz', 'RUN step b']),
  joins('wget with a version from ARG', [
    'ARG VERSION=1.2',
    'RUN wget -q https://x/v${VERSION}.zip',
    'RUN unzip -q v$VERSION.zip && rm -f v$VERSION.zip',
  ]),
  joins('a key, a source, an update', [
    'RUN curl -fsSL https://x/key.gpg | apt-key add -',
    'RUN mkdir -p etc/apt && echo "deb https://x stable main" > etc/apt/x.list',
    'RUN apt-get update && apt-get install -y x',
  ]),
  joins('users and groups', [
    'RUN groupadd -r app && useradd -r -g app app',
    'RUN mkdir -p data',
    'RUN chmod 750 data',
  ]),
  joins('links and modes', ['RUN ln -s /usr/bin/python3 python', 'RUN touch run.sh', 'RUN chmod +x run.sh']),
  joins('sed and echo into configuration', [
    "RUN echo 'a=1' > conf",
    "RUN sed -i 's/a=1/a=2/' conf",
    "RUN echo 'b=3' >> conf",
  ]),
  joins('git clone and make -C', ['RUN git clone --depth 1 https://x/y.git', 'RUN make -C y install']),
  joinsWithCare('git clone, cd, make', [
    'RUN mkdir y && git clone https://x/y.git',
    'RUN cd y && make && make install',
    'RUN rm -rf y',
  ]),
  joins('go', ['WORKDIR /src', 'RUN go mod download', 'RUN CGO_ENABLED=0 go build -o out ./cmd/app']),
  joins('bundler', ['RUN gem install bundler', 'RUN bundle config set without test && bundle install']),
  joins('composer', ['RUN composer install --no-dev', 'RUN composer dump-autoload -o']),
  joins('maven', ['RUN mvn -B dependency:go-offline', 'RUN mvn -B -DskipTests package']),
  joins('cargo', ['RUN cargo fetch', 'RUN cargo build --release']),
  joins('dotnet', ['RUN dotnet restore', 'RUN dotnet publish -c Release -o out']),
  joins('a comment above each', [
    '# packages',
    'RUN apt-get update',
    '# the tools',
    'RUN apt-get install -y make',
    '# the user',
    'RUN useradd app',
  ]),
  joins('DEBIAN_FRONTEND in front', [
    'RUN DEBIAN_FRONTEND=noninteractive apt-get update',
    'RUN DEBIAN_FRONTEND=noninteractive apt-get install -y tzdata',
  ]),
  joins('ENV before both', [
    'ENV DEBIAN_FRONTEND=noninteractive',
    'RUN apt-get update',
    'RUN apt-get install -y tzdata',
  ]),
  joins('an if for the architecture', [
    'RUN if [ "$(uname -m)" = nope ]; then step arm; else step amd; fi',
    'RUN step b',
  ]),
  joins('a variable in a subshell', ['RUN (V=1; step $V)', 'RUN step b']),
  joinsWithCare('a version in a variable', [
    'RUN V=1.2 && curl -o x-$V https://x/$V',
    'RUN step "${V-none}"',
  ]),
  joinsWithCare('a version asked for', [
    'RUN V=$(echo 1.2); curl -o x-$V https://x/$V',
    'RUN step "${V-none}"',
  ]),
  joins('|| true for a thing that may be there', [
    'RUN groupadd app || true',
    'RUN useradd app || true',
    'RUN step c',
  ]),
  joins('chmod and rm -rf of several', [
    'RUN mkdir -p a/b c && touch a/b/x',
    'RUN rm -rf a/b',
    'RUN chmod -R 700 c',
  ]),
  joinsWithCare('docker-library style', [
    'RUN set -eux; \\',
    '    apt-get update; \\',
    '    apt-get install -y curl; \\',
    '    rm -rf var/lib/apt/lists/*',
    'RUN curl -o x https://x',
  ]),
  joins('test of what was installed', ['RUN step install', 'RUN node --version && npm --version']),
  joins('service that is not started', ['RUN service x status', 'RUN step b']),
  joins('npm start is in an argument', ['RUN echo npm run begin > run', 'RUN npm install --prefix x']),
  either("rm -rf of the working directory's content", ['WORKDIR /app', 'RUN rm -rf ./*', 'RUN touch b'], {
    bare: 'right either way',
  }),
]
