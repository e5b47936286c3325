FROM debian:bookworm-slim
RUN wget http://nodejs.org/dist/v20.0.0/node-v20.0.0.tar.gz
