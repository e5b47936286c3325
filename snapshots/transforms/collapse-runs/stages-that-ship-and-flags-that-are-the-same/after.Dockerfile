FROM debian:bookworm-slim AS build
RUN make
RUN make install
FROM debian:bookworm-slim
RUN --mount=type=cache,target=/var/cache/app fetch one && \
    fetch two
RUN touch /ready
