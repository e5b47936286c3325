FROM debian:bookworm-slim
RUN curl -fsSLk https://example.com/tool.tgz | tar xz
