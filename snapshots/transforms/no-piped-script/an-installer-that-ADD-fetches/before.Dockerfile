FROM debian:bookworm-slim
ADD https://example.com/setup.sh /tmp/
RUN sh /tmp/setup.sh
