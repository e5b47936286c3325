FROM fedora:41
RUN dnf upgrade -y openssl && dnf clean all
