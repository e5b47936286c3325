FROM debian:bookworm-slim
RUN export LANG=C.UTF-8
CMD ["app"]
