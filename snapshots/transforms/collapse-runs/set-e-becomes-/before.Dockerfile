FROM debian:bookworm-slim
RUN set -ex; \
    mkdir /data; \
    touch /data/a
RUN echo "$VERSION" > /data/version
