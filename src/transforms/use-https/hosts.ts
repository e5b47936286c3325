// Hosts that serve by https what they serve by http, at the same path. Each row says who fetches from them so.

interface HttpsHosts {
  readonly hosts: readonly string[]
  readonly source: string
}

const TABLE: readonly HttpsHosts[] = [
  { hosts: ['nodejs.org'], source: 'the official image of node, https://github.com/nodejs/docker-node' },
  {
    hosts: ['www.python.org'],
    source: 'the official image of python, https://github.com/docker-library/python',
  },
  {
    hosts: ['cache.ruby-lang.org'],
    source: 'the official image of ruby, https://github.com/docker-library/ruby',
  },
  { hosts: ['www.php.net'], source: 'the official image of php, https://github.com/docker-library/php' },
  { hosts: ['nginx.org'], source: 'https://nginx.org/en/linux_packages.html' },
  {
    hosts: ['wordpress.org'],
    source: 'the official image of wordpress, https://github.com/docker-library/wordpress',
  },
  { hosts: ['download.redis.io'], source: 'https://redis.io/docs/latest/operate/oss_and_stack/install/' },
  {
    hosts: ['archive.apache.org', 'downloads.apache.org'],
    source: 'https://infra.apache.org/release-download-pages.html',
  },
  // http answers 501 since 2020.
  {
    hosts: ['repo1.maven.org', 'repo.maven.apache.org'],
    source: 'https://central.sonatype.org/faq/501-https-required-error/',
  },
  {
    hosts: ['ftp.gnu.org', 'ftpmirror.gnu.org'],
    source: 'https://www.gnu.org/prep/ftp.html, and formulas of Homebrew',
  },
  {
    hosts: ['downloads.sourceforge.net'],
    source: 'formulas of Homebrew, https://github.com/Homebrew/homebrew-core',
  },
  { hosts: ['releases.llvm.org'], source: 'https://releases.llvm.org/download.html' },
  // https is forced for these by browsers: net/http/transport_security_state_static.json of Chromium.
  { hosts: ['dl.google.com'], source: 'the HSTS preload list, https://hstspreload.org' },
  {
    hosts: ['storage.googleapis.com', 'chromedriver.storage.googleapis.com'],
    source: 'https://cloud.google.com/storage/docs/request-endpoints',
  },
  { hosts: ['s3.amazonaws.com'], source: 'https://docs.aws.amazon.com/general/latest/gr/s3.html' },
  {
    hosts: ['github.com', 'raw.githubusercontent.com', 'codeload.github.com'],
    source: 'https://docs.github.com/en/get-started/git-basics/about-remote-repositories',
  },
  {
    hosts: ['get.docker.com', 'download.docker.com'],
    source: 'https://docs.docker.com/engine/install/debian/#install-using-the-convenience-script',
  },
  { hosts: ['getcomposer.org'], source: 'https://getcomposer.org/doc/00-intro.md' },
  {
    hosts: ['pypi.org', 'pypi.python.org', 'files.pythonhosted.org', 'bootstrap.pypa.io'],
    source: 'https://docs.pypi.org/api/',
  },
  { hosts: ['rubygems.org'], source: 'https://guides.rubygems.org/rubygems-org-api/' },
  { hosts: ['registry.npmjs.org'], source: 'https://docs.npmjs.com/cli/v10/using-npm/registry' },
  { hosts: ['golang.org', 'go.dev'], source: 'https://go.dev/doc/install' },
]

/** Lower case. */
export const HTTPS_HOSTS: ReadonlySet<string> = new Set(TABLE.flatMap(({ hosts }) => hosts))
