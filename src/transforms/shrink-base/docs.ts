import type { TransformDocs } from '../../engine/transform.ts'

export const docs: TransformDocs = {
  why:
    'The full variants of the official images bring compilers, headers, version control and documentation for whatever somebody ' +
    'may build in them. A container that runs one program carries them along, and each is something to patch: node:22 is five times as large as ' +
    'node:22-slim. The swap is made where everything that the file is seen to use is in the smaller variant or is installed ' +
    'by name: the programs that RUN, CMD, ENTRYPOINT and HEALTHCHECK start, the scripts that they start from the build context, what tar, curl and ' +
    'git need for what they are asked, what sources of JavaScript, Python, Ruby and PHP in the build context start by name, and what the ' +
    'dependencies in the lock files need to be installed and to run. --variant slim stays with glibc, and so does a tag that names a release of Debian.',
  risks:
    'A program that the application itself starts is not seen where its name is put together at run time, and neither is what ' +
    'somebody does by docker exec. Slim variants leave out manual pages, documentation and translations of all packages. dfopt verify builds both ' +
    'and compares what the file itself put into its folders; with --smoke-http or --smoke it starts them, too. ' +
    'Sizes are those of the registry at the date that is named, not measured here. What is known of packages is for linux/amd64.',
  references: [
    'https://github.com/docker-library/docs/blob/master/node/README.md#image-variants',
    'https://github.com/docker-library/buildpack-deps',
    'https://github.com/debuerreotype/debuerreotype/blob/master/scripts/.slimify-excludes',
  ],
}
