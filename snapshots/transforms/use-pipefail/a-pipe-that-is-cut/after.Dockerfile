FROM debian:bookworm-slim
RUN curl -fsSL https://example.com/list | head -n 1 > /version
