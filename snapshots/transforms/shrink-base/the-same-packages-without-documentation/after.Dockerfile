FROM debian:bookworm-slim
COPY tool /usr/local/bin/
CMD ["tool"]
