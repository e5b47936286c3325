FROM debian:bookworm-slim
RUN set -eux; \
	if [ ! -d /data ]; then mkdir /data; fi; \
	touch /data/a
RUN chmod -R go-rwx /data
