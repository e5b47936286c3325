FROM debian:bookworm-slim
RUN set -eux; \
	apt-get update; \
	apt-get install -y --no-install-recommends gcc libc6-dev; \
	rm -rf /var/lib/apt/lists/*; \
	make -C /usr/src/app
