// Perl, Lua, R and Elixir: what a package is built from stays in the home directory or in /tmp.
import type { PackageCache, PackageManager } from './package-manager.ts'

const nothing = {
  shortWithValue: '',
  longWithValue: [],
  synonyms: [],
  mounts: [],
} satisfies Partial<PackageManager>

function leftover(
  cache: Pick<PackageCache, 'name' | 'paths' | 'movedBy' | 'source'>,
  remove: string,
): PackageCache {
  return {
    ...cache,
    movedByOptions: [],
    filledBy: () => true,
    offBy: [],
    remedy: { kind: 'command', command: () => `rm -rf ${remove}` },
  }
}

export const cpanm: PackageManager = {
  ...nothing,
  id: 'cpanm',
  programs: ['cpanm'],
  roles: {},
  otherwise: 'install',
  shortWithValue: 'lLM',
  longWithValue: ['--mirror', '--from', '--local-lib', '--cpanfile', '--configure-args', '--format'],
  caches: [
    leftover(
      {
        name: 'the work directory of cpanm',
        paths: ['~/.cpanm'],
        movedBy: [{ variable: 'PERL_CPANM_HOME', path: '*' }],
        source:
          'cpanm(1), PERL_CPANM_HOME; App::cpanminus::script; run with 1.7046, no option keeps it empty',
      },
      '~/.cpanm',
    ),
  ],
}

export const cpan: PackageManager = {
  ...nothing,
  id: 'cpan',
  programs: ['cpan'],
  roles: {},
  otherwise: 'install',
  shortWithValue: 'jIM',
  // CPAN/MyConfig.pm beside them is settings.
  caches: [
    leftover(
      {
        name: 'the sources and builds of CPAN',
        paths: ['~/.cpan/build', '~/.cpan/sources', '~/.cpan/Metadata'],
        movedBy: [],
        source: 'https://perldoc.perl.org/CPAN#Config-Variables: build_dir, keep_source_where, cpan_home',
      },
      '~/.cpan/build ~/.cpan/sources ~/.cpan/Metadata',
    ),
  ],
}

export const luarocks: PackageManager = {
  ...nothing,
  id: 'luarocks',
  programs: ['luarocks'],
  programNames: /^luarocks-?5\.\d$/,
  roles: { install: 'install', build: 'install', make: 'install', download: 'install' },
  otherwise: 'other',
  longWithValue: ['--server', '--tree', '--lua-version', '--only-server', '--lua-dir'],
  caches: [
    leftover(
      {
        name: 'the LuaRocks cache',
        paths: ['~/.cache/luarocks'],
        movedBy: [],
        source: 'luarocks config: local_cache; run with LuaRocks 3.8',
      },
      '~/.cache/luarocks',
    ),
  ],
}

export const littler: PackageManager = {
  ...nothing,
  id: 'install2.r',
  programs: ['install2.r', 'install.r', 'installGithub.r', 'installBioc.r'],
  roles: {},
  otherwise: 'install',
  shortWithValue: 'lrdn',
  longWithValue: ['--libloc', '--repos', '--deps', '--ncpus', '--method'],
  caches: [
    leftover(
      {
        name: 'the sources of R packages',
        paths: ['/tmp/downloaded_packages'],
        movedBy: [],
        source:
          'https://github.com/eddelbuettel/littler/issues/73, https://github.com/rocker-org/shiny/issues/68',
      },
      '/tmp/downloaded_packages',
    ),
  ],
}

export const mix: PackageManager = {
  ...nothing,
  id: 'mix',
  programs: ['mix'],
  roles: { 'deps.get': 'install', 'deps.update': 'install', 'archive.install': 'other' },
  otherwise: 'other',
  longWithValue: ['--only'],
  caches: [
    {
      ...leftover(
        {
          name: 'the packages of Hex',
          paths: ['~/.hex/packages'],
          movedBy: [{ variable: 'HEX_HOME', path: '*/packages', isHome: true }],
          source: 'https://hexdocs.pm/hex/Mix.Tasks.Hex.Config.html; cache_path in lib/hex/scm.ex',
        },
        '~/.hex/packages',
      ),
      remedy: {
        kind: 'command',
        command: (_, { value }) => `rm -rf ${value('HEX_HOME') ? '"$HEX_HOME"' : '~/.hex'}/packages`,
      },
      obstacle: (_, { mentions }) =>
        mentions(/HEX_OFFLINE|MIX_XDG/)
          ? { reason: 'settings of Hex speak of it', unblock: 'empty it by hand if nothing needs it' }
          : undefined,
    },
  ],
  mounts: [
    {
      target: '~/.hex/packages',
      sharing: 'shared',
      source: 'https://hexdocs.pm/hex/Mix.Tasks.Hex.Config.html',
    },
  ],
}
