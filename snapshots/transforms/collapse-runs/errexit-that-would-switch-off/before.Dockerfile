FROM debian:bookworm-slim
RUN set -e; if [ -d /data ]; then touch /data/a; touch /data/b; fi
RUN echo "$VERSION" > /done
