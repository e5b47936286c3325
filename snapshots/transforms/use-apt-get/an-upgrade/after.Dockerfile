FROM debian:bookworm-slim
RUN apt-get update && apt-get -y upgrade --with-new-pkgs && apt-get dist-upgrade -y && \
    rm -rf /var/lib/apt/lists/*
