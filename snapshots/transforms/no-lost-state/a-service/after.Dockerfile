FROM debian:bookworm-slim
RUN service postgresql start
RUN createdb app
