FROM debian:bookworm-slim
RUN set -x \
 && mkdir /data
RUN set -x \
 && touch /data/a
