FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends python3-pip build-essential python3-dev && \
    pip3 install --no-cache-dir --break-system-packages supervisor && \
    apt-get install -y --no-install-recommends nginx && \
    rm -rf /var/lib/apt/lists/*
