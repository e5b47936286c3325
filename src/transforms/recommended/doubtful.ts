// Recommended packages whose use does not show in a Dockerfile.
import { listOf as of, type Use } from './use.ts'

/** Those with which an install is left as it is. */
export const DOUBTFUL: readonly Use[] = [
  {
    packages: of('libmagickcore-6.q16-6-extra libmagickcore-7.q16-10-extra'),
    carries: 'SVG, WMF, OpenEXR and DjVu for ImageMagick; its name changes with the release',
    otherwise: 'refuse',
  },
  {
    packages: of(
      'libclang-rt-14-dev libclang-rt-19-dev llvm-11-dev llvm-14-dev llvm-19-dev clang-tools-19 libomp-11-dev',
    ),
    carries: 'sanitizers, coverage and headers for clang; their names change with the release',
    via: /clang|llvm/,
    otherwise: 'refuse',
  },
  {
    packages: of(
      'libmono-btls-interface4.0-cil mono-csharp-shell cli-common libmono-i18n-west4.0-cil ca-certificates-mono',
    ),
    carries: 'parts of Mono, HTTPS and character sets among them',
    otherwise: 'refuse',
  },
  {
    packages: of('r-recommended r-base-dev'),
    carries: 'packages that R programs take for granted, and the compilers that install.packages() needs',
    otherwise: 'refuse',
  },
  { packages: of('r-base-html r-doc-html'), carries: 'the manual of R' },
  {
    packages: of(
      'python3-argcomplete python3-babel python3-h2 python3-httpcore python3-httpx python3-idna python3-jmespath',
      'python3-kerberos python3-libcloud python3-passlib python3-pkg-resources python3-requests-toolbelt',
      'python3-selinux python3-winrm python3-xmltodict',
    ),
    carries: 'modules that playbooks of Ansible use',
    via: /^ansible/,
    otherwise: 'refuse',
  },
  {
    packages: of('python3-fastimport python3-gitlab python3-github python3-gpg python3-launchpadlib'),
    carries: 'what Bazaar reads other repositories with',
    via: /^bzr$/,
    otherwise: 'refuse',
  },
  {
    packages: of(
      'dctrl-tools debian-keyring debian-tag2upload-keyring dput equivs libdata-dump-perl libdistro-info-perl',
      'libgit-wrapper-perl libgitlab-api-v4-perl libhtml-form-perl libhtml-format-perl libhttp-daemon-perl',
      'libio-compress-brotli-perl liblist-compare-perl libmailtools-perl libnamespace-clean-perl libsoap-lite-perl',
      'libsocket6-perl libstring-shellquote-perl libxstring-perl licensecheck lintian pristine-tar',
      'python3-apt python3-debian python3-magic python3-requests python3-unidiff python3-xdg',
    ),
    carries: 'what the tools of devscripts call',
    via: /^devscripts$/,
    otherwise: 'refuse',
  },
  {
    packages: of(
      'texlive-fonts-recommended texlive-plain-generic tex-gyre tipa lmodern dvisvgm tk ruby default-jre libspreadsheet-parseexcel-perl',
    ),
    carries: 'fonts and macros that TeX documents use',
    via: /^texlive/,
    otherwise: 'refuse',
  },
  {
    packages: of('libjson-perl libmodule-signature-perl', 'libpod-readme-perl libsoftware-license-perl'),
    carries: 'what cpanm fetches and checks modules with',
    via: /^cpanminus$/,
    otherwise: 'refuse',
  },
  {
    packages: of('libopencv-java libopencv4.5-java'),
    carries: 'OpenCV for Java',
    shows: /java|\.jar\b|\bmvn\b|gradle/i,
    shown: 'refuse',
  },
  {
    packages: of('aria2 ffmpeg mpv python3-pyxattr rtmpdump'),
    carries: 'what youtube-dl fetches and joins videos with',
    via: /^youtube-dl$/,
    otherwise: 'refuse',
  },
  {
    packages: ['chromium-sandbox'],
    carries: 'the sandbox of Chromium',
    unless: /no-sandbox/,
    otherwise: 'refuse',
  },
  { packages: ['docker-cli'], carries: 'the docker command', since: 13, otherwise: 'refuse' },
  {
    packages: of('gstreamer1.0-libav gstreamer1.0-plugins-good'),
    carries: 'what the windows of QEMU play',
    via: /^qemu/,
  },
  {
    packages: of(
      'ovmf qemu-block-extra qemu-system-gui qemu-system-modules-opengl qemu-system-modules-spice qemu-utils',
    ),
    carries: 'firmware, disk images and windows of the machines that QEMU runs',
    via: /^qemu/,
    otherwise: 'refuse',
  },
  {
    packages: ['ibverbs-providers'],
    carries: 'drivers of InfiniBand',
    via: /ibverbs|infiniband|rdma|mlx|perftest|opensm/,
    otherwise: 'refuse',
  },
  {
    packages: ['ibverbs-providers'],
    carries: 'drivers of InfiniBand',
    shows: /ibverbs|infiniband|\bmlx|rdma/i,
    shown: 'refuse',
  },
  {
    packages: ['docker-buildx-plugin', 'docker-compose-plugin'],
    carries: 'docker build and docker compose',
    otherwise: 'refuse',
  },
  { packages: ['nodejs'], carries: 'what yarn runs on', otherwise: 'add' },
  {
    packages: ['gcc-multilib'],
    carries: 'building for 32 bits',
    shows: /-m32\b|multilib|\bi386\b/,
    hidden: { by: 'build', fate: 'add' },
  },
  { packages: ['lua-sec'], carries: 'HTTPS for luarocks', otherwise: 'add' },
  { packages: ['krb5-config'], carries: '/etc/krb5.conf', otherwise: 'add' },
  {
    packages: ['aspell-en'],
    carries: 'the English dictionary of aspell',
    via: /aspell|pspell/,
    otherwise: 'add',
  },
  {
    packages: ['php-curl', 'php-zip'],
    carries: 'modules of PHP that are used where they are there',
    otherwise: 'refuse',
  },
  { packages: ['tor-geoipdb'], carries: 'the countries of relays', shows: /ExitNodes|EntryNodes|geoip/i },
  {
    packages: ['lighttpd-mod-deflate', 'lighttpd-mod-openssl'],
    carries: 'modules that the settings may load',
    otherwise: 'refuse',
  },
  {
    packages: of('python3-bs4 python3-cssselect python3-html5lib'),
    carries: 'what python3-lxml reads HTML with when it is asked to',
    via: /lxml/,
    otherwise: 'refuse',
  },
]
