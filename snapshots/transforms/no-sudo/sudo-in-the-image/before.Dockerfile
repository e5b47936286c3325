FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y sudo
USER 1000
CMD ["app"]
