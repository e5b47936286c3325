FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y curl
COPY . /src
RUN rm -rf /var/lib/apt/lists/*
