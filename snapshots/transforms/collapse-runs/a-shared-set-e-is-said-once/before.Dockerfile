FROM debian:bookworm-slim
RUN set -eux; \
	if [ ! -d /data ]; then mkdir /data; fi; \
	cd /data; \
	touch a

# the second part
RUN set -eux; \
	touch b
