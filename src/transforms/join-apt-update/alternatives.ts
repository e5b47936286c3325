// Where a dependency reads `A | B`, an install on its own takes A; together with an install of B, apt takes B and leaves
// A out. These are the B's: the other choices in Depends and Recommends of Debian 12 that packages commonly installed in
// Dockerfiles lead to, widened to the same families in other releases, and development packages that conflict.
const OTHER_CHOICES: readonly RegExp[] = [
  // default-mta | mail-transport-agent, mailx
  /^(?:postfix|exim4|ssmtp|msmtp|nullmailer|sendmail|dma|opensmtpd|esmtp|masqmail|qmail|courier-mta)\b|^(?:bsd-|heirloom-)?mail(?:utils|x)$|^s-nail$/,
  // default-jre | java-runtime
  /^(?:openjdk|default-j|oracle-java|java-|gcj|zulu|adoptopenjdk|temurin|bellsoft|amazon-corretto)|-(?:jre|jdk)(?:-headless)?$/,
  // libapache2-mod-php | php-fpm | php-cgi; apache2 | httpd
  /^libapache2-mod-|^php[\d.]*-(?:fpm|cgi)$|^(?:apache2|nginx|lighttpd|caddy)(?:$|-(?!utils|doc|dev))/,
  // default-mysql-server | virtual-mysql-server
  /^(?:default-)?(?:mysql|mariadb|percona)-?(?:server|client|xtradb)|^lib(?:mysql|mariadb|percona).*-dev$|^default-libmysql/,
  // gcc | c-compiler
  /^(?:clang|tcc)(?:$|-\d)/,
  // libcurl4-openssl-dev | libcurl-dev, libblas.so.3, libpng-dev, libssl-dev: these conflict or replace each other
  /^libcurl\d?-.*-dev$|^lib(?:atlas|openblas|blas|lapack)|^libpng\d.*-dev$|^libssl\d.*-dev$|^libtinfo-dev$|^liblua.*-dev$|^libjpeg.*-dev$/,
  // fonts-dejavu-core | ttf-bitstream-vera | fonts-liberation …
  /^fonts-(?:liberation|croscore|freefont|urw)|^ttf-/,
  // dbus-user-session | dbus-x11, x-terminal-emulator, xserver, desktop parts
  /^dbus-x11$|-terminal$|^(?:xterm|rxvt.*|konsole|terminator|kitty|openbox|x11-utils)$|^(?:xvfb|xserver-.*|.*vncserver)$|^libgtk-?[23].*-0$/,
  // systemd | systemd-sysv, cron, iptables, locales
  /^(?:systemd(?:-sysv)?|sysvinit-core|runit|anacron|cron|rsyslog|syslog-ng|iptables|nftables|locales-all|binfmt-support)$/,
  /^(?:mime-support|bsdmainutils|gawk|emacs.*|vim-(?:tiny|nox|gtk.*|athena|motif)|pinentry-.*|ruby\d.*|libqt5sql5-.*|lynx|links|w3m)$/,
]

// Recommends or depends on `curl | wget`, the other way round in some.
const FETCHER_CHOICES =
  /^(?:alien|ansible|cpanminus|debhelper|devscripts|dh-.*|equivs|gettext|intltool|libgtk.*-dev|spamassassin)$/

/** True when installing `later` together with `earlier` may leave out a package that `earlier` alone brings. */
export function changesChoices(earlier: readonly string[], later: readonly string[]): boolean {
  return later.some(
    (name) =>
      !earlier.includes(name) &&
      (OTHER_CHOICES.some((choice) => choice.test(name)) ||
        (/^(?:curl|wget)$/.test(name) && earlier.some((each) => FETCHER_CHOICES.test(each)))),
  )
}
