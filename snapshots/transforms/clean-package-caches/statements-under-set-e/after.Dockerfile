FROM debian:bookworm-slim
RUN set -eux; \
	apt-get update; \
	apt-get install -y gcc; \
	rm -rf /var/lib/apt/lists/*; \
	make -C /usr/src/app
