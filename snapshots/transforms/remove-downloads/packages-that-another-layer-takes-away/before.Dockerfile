FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y gcc make && rm -rf /var/lib/apt/lists/*
COPY . /src
RUN make -C /src install && apt-get purge -y gcc make
