FROM debian:bookworm-slim
RUN set -ex; \
    mkdir /data; \
    touch /data/a
RUN ls /data
