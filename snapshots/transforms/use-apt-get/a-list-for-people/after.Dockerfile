FROM debian:bookworm-slim
RUN apt list --installed > /packages.txt
