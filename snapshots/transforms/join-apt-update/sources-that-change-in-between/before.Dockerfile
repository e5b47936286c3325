FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y curl
COPY internal.sources /etc/apt/sources.list.d/
RUN apt-get install -y jq
