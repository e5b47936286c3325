FROM debian:bookworm-slim
RUN git clone --depth 1 https://example.com/lib.git /usr/src/lib && \
    cd /usr/src/lib && \
    ./configure && \
    make install && \
    cd / && \
    ldconfig
