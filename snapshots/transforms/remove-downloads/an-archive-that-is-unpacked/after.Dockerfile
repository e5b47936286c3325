FROM debian:bookworm-slim
RUN curl -fsSLo /tmp/tool.tar.gz https://example.com/tool-1.2.tar.gz && \
    tar -xzf /tmp/tool.tar.gz -C /usr/local && \
    rm -f /tmp/tool.tar.gz
