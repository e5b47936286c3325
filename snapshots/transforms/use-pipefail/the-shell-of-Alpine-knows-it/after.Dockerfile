FROM alpine:3.20
RUN set -o pipefail && \
    wget -qO- https://example.com/tool.tar.gz | tar -xz -C /opt && \
    /opt/tool/setup
