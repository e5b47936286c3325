FROM debian:bookworm-slim
RUN set -eux; \
	if [ ! -d /data ]; then mkdir /data; fi; \
	touch /data/a; \
	chmod -R go-rwx /data
