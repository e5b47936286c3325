FROM debian:latest
RUN apt-get update
