FROM debian:bookworm-slim
RUN apt update && apt -y upgrade && apt full-upgrade -y
