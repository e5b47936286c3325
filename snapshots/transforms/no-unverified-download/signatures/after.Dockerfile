FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --allow-unauthenticated tool && rm -rf /var/lib/apt/lists/*
