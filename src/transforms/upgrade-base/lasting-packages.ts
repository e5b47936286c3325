// Packages that Debian 12 and 13 both have, of those that Dockerfiles ask for most: by name in main, for amd64, in the indices of
// 2026-11. Others may have gone with their release, as python-dev and libssl1.0-dev did.
const NAMES = `
  alsa-utils ansible ant antiword apache2 apache2-utils apparmor apt-transport-https apt-utils aptitude
  aria2 arj autoconf automake autotools-dev bash bash-completion bc binutils bison bsdmainutils
  build-essential bzip2 bzr ca-certificates ca-certificates-java ca-certificates-mono cabextract
  checkinstall chromium clang cmake cpanminus cpio cron curl dbus dbus-x11 debconf-utils debhelper
  default-jdk default-jre default-libmysqlclient-dev devscripts dialog dirmngr dnsmasq docker.io
  dos2unix doxygen dpkg dpkg-dev dumb-init equivs expect fakeroot ffmpeg figlet file flex fontconfig
  fonts-freefont-ttf fonts-ipafont-gothic fonts-khmeros fonts-liberation fonts-thai-tlwg
  fonts-wqy-zenhei fuse g++ g++-multilib gawk gcc gcc-arm-linux-gnueabihf gcc-multilib gdal-bin gdb
  gettext gettext-base gfortran ghostscript gifsicle git git-lfs gnupg gnupg-agent gnupg2 golang gosu
  gperf gpg gpg-agent graphviz groff gzip html2text htop imagemagick inetutils-ping inotify-tools
  iproute2 iptables iputils-ping jpegoptim jq kmod less lib32stdc++6 lib32z1 lib32z1-dev
  libapache2-mod-fcgid libapparmor-dev libapparmor1 libapr1-dev libasound2-dev libass-dev libavcodec-dev
  libavformat-dev libblas-dev libboost-all-dev libboost-dev libboost-filesystem-dev
  libboost-program-options-dev libboost-regex-dev libboost-system-dev libbz2-dev libc6 libc6-dev
  libc6-i386 libcairo2 libcairo2-dev libcap-dev libcap2-bin libclang-dev libcurl4-gnutls-dev
  libcurl4-openssl-dev libdbus-1-3 libdbus-1-dev libdevmapper-dev libdrm2 libedit-dev libedit2
  libelf-dev libevent-dev libexpat1 libexpat1-dev libffi-dev libfftw3-dev libfontconfig1
  libfontconfig1-dev libfreetype6 libfuse-dev libgbm1 libgdal-dev libgdbm-dev libgeoip-dev libgeos-dev
  libgflags-dev libgl1-mesa-dev libgl1-mesa-dri libglib2.0-dev libglu1-mesa-dev libgmp-dev libgmp10
  libgmp3-dev libgomp1 libgoogle-glog-dev libgssapi-krb5-2 libgstreamer1.0-dev libgtk-3-dev
  libgtk2.0-dev libhdf5-dev libicu-dev libjansson-dev libjpeg-dev libjpeg62-turbo libjpeg62-turbo-dev
  libkrb5-3 libkrb5-dev liblapack-dev liblcms2-2 liblcms2-dev libldap2-dev libleveldb-dev libltdl7
  liblua5.1-0 liblzma-dev libmagick++-dev libmagickcore-dev libmagickwand-dev libmcrypt-dev
  libmemcached-dev libmicrohttpd-dev libmp3lame-dev libncurses-dev libnl-3-dev libnspr4 libnss3
  libopencore-amrnb-dev libopencore-amrwb-dev libopencv-dev libopus-dev libp11-kit0 libpango-1.0-0
  libpangocairo-1.0-0 libpcap-dev libpng-dev libpq-dev libpq5 libproj-dev libprotobuf-dev libpulse-dev
  libreadline-dev libsasl2-2 libsasl2-dev libsasl2-modules libsdl2-dev libsm6 libsnappy-dev
  libsodium-dev libsqlite3-0 libsqlite3-dev libssh2-1-dev libssl-dev libstdc++6 libswscale-dev
  libsystemd-dev libtbb-dev libtheora-dev libtiff5-dev libtool libtool-bin libudev-dev libunwind8
  libusb-1.0-0-dev libuuid1 libuv1-dev libv4l-dev libva-dev libvorbis-dev libvpx-dev libwebp-dev
  libx11-6 libx11-dev libx11-xcb1 libx264-dev libxcb1 libxcb1-dev libxcomposite1 libxcursor1 libxdamage1
  libxext-dev libxext6 libxfixes3 libxi-dev libxi6 libxine2-dev libxkbcommon0 libxml2 libxml2-dev
  libxmlsec1-dev libxmu-dev libxpm4 libxrandr-dev libxrandr2 libxrender1 libxshmfence1 libxslt1-dev
  libxslt1.1 libxss1 libxt-dev libxtst6 libxvidcore-dev libyaml-0-2 libyaml-dev libzip-dev libzmq3-dev
  linux-libc-dev llvm llvm-dev lmodern locales locales-all logrotate lsb-release lsof lua5.1 luarocks
  lynx m4 mailutils make mariadb-client mariadb-server maven mc mcrypt mediainfo memcached mercurial
  mesa-utils mingw-w64 mono-complete mono-devel musl-tools nano nasm net-tools netbase nfs-common nginx
  ninja-build nmap node-less nodejs npm openbox opendkim opendkim-tools openssh-client openssh-server
  openssl optipng p7zip p7zip-full pandoc parallel patch patchelf perl php-curl php-fpm php-gd php-intl
  php-mbstring php-mysql php-pear php-soap php-xml pigz pkg-config pngquant poppler-utils postfix
  postgresql postgresql-client procps protobuf-c-compiler protobuf-compiler psmisc pulseaudio
  pulseaudio-utils pv pwgen python3 python3-dev python3-pip python3-setuptools python3-tk
  qemu-user-static qt5-qmake qtbase5-dev qttools5-dev-tools r-base r-base-core r-base-dev
  rabbitmq-server rake redis-server rpm rrdtool rsync rsyslog ruby ruby-dev ruby-full runit sasl2-bin
  sassc screen sed sendmail shared-mime-info socat sox sqlite3 ssh sshpass ssl-cert ssmtp strace
  subversion sudo supervisor swig systemd tar tcl tcpdump telnet tesseract-ocr texinfo
  texlive-fonts-extra texlive-fonts-recommended texlive-latex-base texlive-latex-extra texlive-xetex
  time tk-dev tmux tor tree tzdata unzip util-linux uuid-dev uuid-runtime uwsgi v4l-utils varnish vim
  vim-tiny virtualenv wget whois x11-apps x11-xkb-utils x11vnc xdg-utils xfonts-100dpi xfonts-75dpi
  xfonts-base xfonts-scalable xfsprogs xmlstarlet xorg-dev xterm xvfb xz-utils yasm zip zlib1g
  zlib1g-dev zsh
`

/** True for a package that `apt-get install` is known to find in Debian 12 and in Debian 13. */
export function isLasting(name: string): boolean {
  return (names ??= new Set(NAMES.trim().split(/\s+/))).has(name)
}

let names: ReadonlySet<string> | undefined
