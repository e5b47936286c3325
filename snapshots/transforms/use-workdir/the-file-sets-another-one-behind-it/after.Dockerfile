FROM debian:bookworm-slim
COPY lib /src/lib
WORKDIR /src/lib
RUN make install
WORKDIR /app
CMD ["./server"]
