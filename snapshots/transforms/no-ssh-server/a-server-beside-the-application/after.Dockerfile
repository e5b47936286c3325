FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends nginx openssh-server && \
    rm -rf /var/lib/apt/lists/*
CMD ["/start.sh"]
