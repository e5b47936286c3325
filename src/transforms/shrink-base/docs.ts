import type { TransformDocs } from '../../engine/transform.ts'

export const docs: TransformDocs = {
  why:
    'The full variants of the official images bring compilers, headers, version control and documentation for whatever somebody ' +
    'may build in them. A container that runs one program carries them along, and each is something to patch: node:22 is five times as large as ' +
    'node:22-slim. The swap is made where everything that the file is seen to use is in the smaller variant or is installed ' +
    'by name: the programs that RUN, CMD, ENTRYPOINT and HEALTHCHECK start, the scripts that they start from the build context, what tar, curl and ' +
    'git need for what they are asked, what sources of JavaScript, Python, Ruby, PHP and Go in the build context start by name, and what the ' +
    'dependencies in the lock files need to be installed and to run. What another stage hands over goes to Alpine where the lock files show it to be without native code, ' +
    'or together with that stage where both stand on the same image. --variant slim stays with glibc, and so does a tag that names a release of Debian. ' +
    'A last stage that only starts programs in Go, Rust or C which another stage is seen to link statically needs no system: it gets ' +
    'gcr.io/distroless/static, or scratch where the sources ask for no certificates, time zones, accounts or /tmp. --variant distroless does the same for ' +
    'Node.js, Python and Java, where the last stage copies and runs nothing, starts without a shell, and what it copies is made for glibc; else it takes slim. ' +
    'A JDK that only runs what another stage compiled becomes a JRE, where no script, source or library of the build context is seen to ask for a compiler ' +
    'or for another tool of the JDK. An application of .NET that is published for any platform goes to Alpine, with the ICU and the time zones ' +
    'that Debian has, where each of its packages is known to have no native code for glibc alone.',
  risks:
    'Without a shell nothing can be looked at by docker exec, and a command in compose or Kubernetes that names node, npm or sh starts no more: ' +
    'the ENTRYPOINT of a distroless image is the language. Its tags have no exact version and follow what Debian and Node.js release. ' +
    'A JRE has no jcmd, jstack or jmap to look into a running process. ' +
    'Whether a dependency starts other programs is not seen. Neither is what somebody does by docker exec. ' +
    'Where sources start a program by a name that only a run knows, the base stays. Slim variants leave out manual pages, documentation and translations of all packages. dfopt verify builds both ' +
    'and compares what the file itself put into its folders; with --smoke-http or --smoke it starts them, too. ' +
    'Sizes are those of the registry at the date that is named, not measured here. What is known of packages is for linux/amd64.',
  references: [
    'https://github.com/GoogleContainerTools/distroless',
    'https://github.com/docker-library/docs/blob/master/node/README.md#image-variants',
    'https://github.com/docker-library/buildpack-deps',
    'https://github.com/adoptium/containers',
    'https://github.com/dotnet/dotnet-docker/blob/main/samples/enable-globalization.md',
    'https://github.com/debuerreotype/debuerreotype/blob/master/scripts/.slimify-excludes',
  ],
}
