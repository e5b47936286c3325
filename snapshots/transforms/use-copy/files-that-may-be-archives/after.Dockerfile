FROM debian:bookworm-slim
ADD vendor/* /opt/
