FROM debian:bookworm-slim
COPY lib /src/lib
RUN cd /src/lib && make install
WORKDIR /app
CMD ["./server"]
