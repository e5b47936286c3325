FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y r-base && rm -rf /var/lib/apt/lists/*
