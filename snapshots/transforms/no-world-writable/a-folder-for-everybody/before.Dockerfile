FROM debian:bookworm-slim
RUN mkdir /data && chmod -R 777 /data
USER 1000
