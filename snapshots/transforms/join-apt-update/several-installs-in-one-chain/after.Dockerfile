FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y \
        curl \
        jq \
        # for the importer
        libpq5 && \
    rm -rf /var/lib/apt/lists/*
