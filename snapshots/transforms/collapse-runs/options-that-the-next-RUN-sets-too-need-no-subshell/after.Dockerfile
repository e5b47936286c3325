FROM debian:bookworm-slim
RUN set -x \
 && mkdir /data \
 && touch /data/a
