FROM alpine:3.20
RUN wget -qO- https://example.com/tool.tar.gz | tar -xz -C /opt && \
    /opt/tool/setup
