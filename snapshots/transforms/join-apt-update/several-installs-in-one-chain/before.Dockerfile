FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y \
        curl \
        jq && \
    apt-get update && apt-get install -y \
        # for the importer
        libpq5
