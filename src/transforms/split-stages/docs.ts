import type { TransformDocs } from '../../engine/transform.ts'

export const docs: TransformDocs = {
  why:
    'An image that builds its program and then runs it carries compilers, headers, sources, test tools and caches to wherever it runs: each ' +
    'is to be pulled, stored and patched. Two stages keep the build as it is, and give the image what the program needs and nothing else. What ' +
    'the image shows stays: variables, ports, volumes, labels, user, folder, health check and command are stated for the runtime stage, ' +
    'packages that only a build uses are not. A last stage that is built on the stage which builds is split in the same way; one that copies its ' +
    'program from there and stands on an image to build with gets one to run on, and one that copies all of the folder with the sources takes what runs.',
  risks:
    'A file or program that is used when the container runs and that neither the Dockerfile nor the sources in the build context name is missing ' +
    'then. What the sources open by a name that they put together is copied with all that lies beside it; where even that is not known, the stage ' +
    'stays whole. From a Node project, packages that only development names are taken out, and NODE_ENV=production is set where ' +
    'nothing of the project reads it: packages read it, too. Another base hands on other variables. A site that is built to files and served by serve, http-server, vite preview or the like is served by ' +
    'nginx, on the same port and with the same answer for paths that are no files; lists of folders and Cache-Control are not kept. dfopt verify builds both, compares what was copied, and with --smoke-http or ' +
    '--smoke starts them, too.',
  details: () =>
    'Where dfopt cannot see what runs, a comment above FROM says it: `# dfopt artifact=/app/server,/app/public/` names files and folders of the ' +
    'build (a slash at the end stands for a folder), and `# dfopt runtime=debian:bookworm-slim` another base for what runs.\n\n' +
    'Of a workspace of npm, yarn or pnpm, the folder of all packages is copied, without the development dependencies of any of them: one ' +
    'application may read files of another. Where pnpm or corepack would fetch the package manager anew whenever a container starts, the program is ' +
    'started by itself, in the folder of its package. An install of some packages alone (`pnpm install --filter`) stays whole.\n\n' +
    'Python packages are installed into a venv, /opt/venv, which the runtime stage gets as a whole and which PATH finds first; one that the ' +
    'file makes itself is taken as it is. A command that is given to a container by its path beside the Python of the image, such as ' +
    '/usr/local/bin/gunicorn in a manifest of Kubernetes, finds no packages any more. Poetry, Pipenv and uv stay in the build stage: ' +
    '`poetry run gunicorn` is started as gunicorn.\n\n' +
    'Of a Ruby application the gems are copied from where Bundler puts them, with what the build has made beside the sources; a RUN of PHP that ' +
    'compiles extensions leaves them, their settings and their libraries, where each of these is known. Composer and Node stay behind with what ' +
    'only they read.\n\n' +
    'The archive of a Spring Boot application stays one file. Taken apart into layers it makes later pulls smaller, not the image: that is ' +
    'a choice of how it is released, and how it is done differs between the versions of Spring Boot.',
  references: [
    'https://docs.docker.com/build/building/multi-stage/',
    'https://docs.docker.com/build/building/best-practices/#use-multi-stage-builds',
  ],
}
