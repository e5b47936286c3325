FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y nginx openssh-server
CMD ["/start.sh"]
