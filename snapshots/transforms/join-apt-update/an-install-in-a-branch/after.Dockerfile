FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y curl
ARG DEBUG
RUN if [ -n "$DEBUG" ]; then apt-get install -y gdb; fi
