FROM debian:bookworm-slim
RUN set -eux; \
	apt-get update; \
	apt-get install -y gcc; \
	make -C /usr/src/app
