FROM debian:bookworm-slim
RUN mkdir -p /tmp/app && chmod 777 /tmp/app && chmod 1777 /var/spool
