FROM debian:bookworm-slim
RUN apt-get update
ENV LANG=C.UTF-8
RUN apt-get install -y curl
