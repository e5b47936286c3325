// Recommended packages that nobody misses in an image, unless one of their programs is called.
import { listOf as of, type Use } from './use.ts'

/** Those that a build or a container misses only where it calls their programs. */
export const UNNOTICED: readonly Use[] = [
  {
    packages: of(
      'automake bash-completion binfmt-support curl debhelper e2fsprogs file less libgts-bin libjxr-tools libpaper-utils',
      'libpng-tools lynx lzip mailcap man-db netpbm nftables perl pkgconf proj-bin psmisc pv python3 sensible-utils',
      'strace sysstat wget x11-utils x11-xserver-utils xxd zip luit autoconf gdb gfortran imagemagick lsb-release obconf psutils samba-common-bin scrot spawn-fcgi torsocks vim',
      'arch-test bsd-mailx feh ghostscript make ledit ldap-utils libcap2-bin libfcgi-bin libraw1394-tools libwacom-bin',
      'mailutils mime-support os-prober procps sntp sudo transmission-cli update-inetd xdg-utils',
      'xterm zstd default-jre ruby libtool gpgv gnupg-utils gpg-wks-client sq',
    ),
    carries: 'programs, which count as used where the file calls them',
  },
  {
    packages: of(
      'krb5-locales libgpg-error-l10n manpages manpages-dev libc-devtools bzip2-doc libexif-doc libtasn1-doc nodejs-doc',
      'ruby2.7-doc ruby3.1-doc ruby3.3-doc sopv-doc libjs-jquery libjs-sphinxdoc javascript-common libc6-dbg valgrind-dbg',
      'e2fsprogs-l10n freetds-doc libcfitsio-doc libusb-1.0-doc lmdb-doc qttranslations5-l10n openjfx-source iso-codes',
      'gsasl-common libconfuse-doc ocaml-man proftpd-doc emacs-el libgphoto2-l10n qt6-translations-l10n',
    ),
    carries: 'manuals, translations and symbols for debuggers',
  },
  {
    packages: of(
      'fonts-droid-fallback fonts-ipafont-mincho fonts-kacst-one fonts-lato fonts-liberation fonts-liberation2 fonts-liberation-sans-narrow',
      'fonts-urw-base35 gsfonts fonts-noto-color-emoji poppler-data xfonts-base xfonts-terminus ncurses-term',
    ),
    carries: 'fonts and terminals beside those that the package depends on',
  },
  {
    packages: of(
      'alsa-topology-conf alsa-ucm-conf at-spi2-core gconf-service gnome-themes-extra libaacs0 libdecor-0-plugin-1-cairo',
      'libdecor-0-plugin-1-gtk libgail-common libgdk-pixbuf2.0-bin libglib2.0-data libgpm2 libgtk-3-bin libgtk2.0-bin',
      'pocketsphinx-en-us xdg-user-dirs libheif-plugin-aomenc libheif-plugin-x265 libnet-dbus-perl libx11-protocol-perl',
      'libfile-mimeinfo-perl gstreamer1.0-plugins-base libavcodec58 libavcodec59 libavcodec61 libqt5svg5 notification-daemon',
      'geoclue-2.0 libpulse0 qt5-gtk-platformtheme qtwayland5 rtkit system-config-printer upower xbitmaps tk',
    ),
    carries: 'parts of a desktop, its sound and its windows',
  },
  {
    packages: of(
      'libalgorithm-merge-perl libarchive-cpio-perl libcoarrays-openmpi-dev libatm1 libdbd-mariadb-perl libdbi-perl libdpkg-perl',
      'libfile-fcntllock-perl libhtml-template-perl libjson-xs-perl liblocale-gettext-perl libmail-sendmail-perl',
      'libodbccr2 libpam-cap libterm-readkey-perl mariadb-plugin-provider-bzip2 mariadb-plugin-provider-lz4',
      'mariadb-plugin-provider-lzma mariadb-plugin-provider-lzo mariadb-plugin-provider-snappy node-re2',
      'node-request node-require-from-string node-tap publicsuffix ruby-sdbm libsocket6-perl libjson-perl libdata-dump-perl',
      'python3-requests python3-xdg apparmor cgroupfs-mount criu needrestart dns-root-data icc-profiles-free libgdbm6 libgdbm6t64',
      'libhwloc-plugins libmath-random-isaac-xs-perl libncursesw6 libpaper1 libpcre3 libsaxon-java libsctp1 libtool-bin',
      'liburi-perl libwww-perl libxml-sax-expat-perl node-source-map postfix-mta-sts-resolver python3-distutils',
      'python3-gi python3-pygments python3-yaml',
      'libclass-c3-xs-perl libclass-xsaccessor-perl libclone-perl libdevel-lexalias-perl libpackage-stash-xs-perl',
      'libref-util-perl libsub-name-perl libgd-perl libgeoip1 libgeoip1t64 python3-click python3-invoke python3-olefile',
      'python3-pil python3-pooch isympy-common rsyslog libreadline8 android-sdk-platform-tools-common docker-ce-rootless-extras pigz python3-argcomplete python3-babel python3-bs4 python3-cssselect',
      'python3-gpg python3-h2 python3-html5lib python3-httpcore python3-httpx python3-idna python3-kerberos',
      'python3-requests-toolbelt ant-optional aspell-en',
      'libclang-rt-14-dev libclang-rt-19-dev libomp-11-dev clang-tools-19',
      'libmodule-signature-perl libpod-readme-perl libsoftware-license-perl',
    ),
    carries: 'parts that other parts ask for only when they are there',
  },
]
