import type { TransformDocs } from '../../engine/transform.ts'

export const docs: TransformDocs = {
  why: [
    'apt-get update stores 20 MB of package lists on Debian 12. They are out of date soon, and every later install starts ' +
      'with an update of its own. Only the RUN that fetched them can keep them out of its layer: a later rm hides them and ' +
      'frees nothing.',
    'apk needs no index in the image at all: with --no-cache it fetches one for the call and keeps nothing, which makes ' +
      'apk update, -U and rm -rf /var/cache/apk/* pointless. dnf, yum, microdnf, tdnf and zypper leave the metadata of every ' +
      'repository behind, pacman every package that it installed: their own cleanup follows the last install (for pacman an ' +
      'rm, since pacman -Scc --noconfirm answers its question with no).',
    'pip, npm, yarn, conda and their like keep what they download for the next install, which in an image does not come: ' +
      'pip and uv get the option that keeps nothing, the others are followed by the command that empties their cache. So ' +
      'are gem and bundler, composer, pecl, cpanm, cpan, luarocks, install2.r and mix, which keep the archive of each ' +
      'package beside what was in it; gem install also gets --no-document, since nobody reads the manual of a library in a ' +
      'container.',
    'What cargo, go, Maven, Gradle, sbt, Leiningen and dotnet keep is there for the next build: where the RUN builds an ' +
      'application and the image starts it, there is none, and the RUN empties it.',
  ].join('\n\n'),
  risks: [
    'Whatever installs packages later without apt-get update needs the lists. The RUN is left alone when a later RUN, a ' +
      'stage built FROM this one, an ONBUILD, or the CMD, ENTRYPOINT or HEALTHCHECK of the image does: with apt, with a ' +
      'tool that calls it (rosdep, gdebi, mk-build-deps, tasksel, ansible-playbook …), with a script or make target whose ' +
      'name speaks of packages or of installing (deps, requirements, prereq, install, setup, provision …), or with a script ' +
      'that is piped into a shell from the network, unless it is known to update first (nodesource, docker, packagecloud, ' +
      'playwright install-deps) or to install no packages (rustup, nvm, sdkman …). A script with a neutral name ' +
      '(first-run.sh, build.sh) is taken not to install packages: the lists go behind it where it stands in the same RUN, ' +
      'and the change is for a review where it runs later, or where the file brings a script for installing something that ' +
      'no command of it runs. What a container starts is taken to set up the application (start.sh, setup.sh). An image that is built FROM this one elsewhere has to update before it installs, as ' +
      'Docker advises.',
    'Installs in later RUNs download again what an earlier one had in its cache; one that works without network (npm ci ' +
      '--offline, yarn --prefer-offline) keeps it. yarn 2 and later are left alone, since they may run the application out ' +
      'of their cache; so are pip before 6.0, which knows no such option, and caches that a variable or a setting of the ' +
      'file puts elsewhere. The apk of Alpine before 3.3 knows no --no-cache, and a file that sets up /etc/apk/cache or ' +
      'keepcache=1 keeps its packages on purpose. The environments that poetry makes below its cache stay.',
    'An ignore comment of hadolint holds for the package manager that its rule is about: DL3009 for apt, DL3019 for apk, ' +
      'DL3032 and DL3040 for yum and dnf, DL3036 for zypper, DL3042 for pip, DL3060 for yarn. Others in the same RUN are ' +
      'cleaned all the same.',
    'The caches of compilers and build tools stay where a later RUN, a stage built FROM this one or the start of a ' +
      'container builds, tests or runs by that tool, by another one that reads the same cache, by make and the like, by a ' +
      'program that builds anew when a file changes, or by a script (.sh); where the image starts a shell or says nothing, ' +
      'so that people may build in it; where the RUN fetches and builds nothing; where an earlier layer has filled them ' +
      'already; where Gradle leaves a daemon; and where the release may be too old for the cleanup (Go before 1.11, .NET ' +
      'Core before 2.0) or for --no-document (RubyGems before 2.0). ri, gem server and gem pristine without network miss ' +
      'what gem no longer keeps.',
  ].join('\n\n'),
  references: [
    'https://docs.docker.com/build/building/best-practices/#apt-get',
    'https://github.com/hadolint/hadolint/wiki/DL3009',
    'https://github.com/hadolint/hadolint/wiki/DL3019',
    'https://github.com/hadolint/hadolint/wiki/DL3040',
    'https://github.com/hadolint/hadolint/wiki/DL3042',
    'https://github.com/hadolint/hadolint/wiki/DL3060',
    'https://manpages.debian.org/bookworm/apt/apt-get.8.en.html',
    'https://pip.pypa.io/en/stable/topics/caching/',
    'https://docs.npmjs.com/cli/commands/npm-cache',
    'https://pkg.go.dev/cmd/go#hdr-Remove_object_files_and_cached_files',
    'https://doc.rust-lang.org/cargo/guide/cargo-home.html',
    'https://getcomposer.org/doc/03-cli.md#clear-cache-clearcache-cc',
    'https://learn.microsoft.com/dotnet/core/tools/dotnet-nuget-locals',
  ],
}
