FROM debian:bookworm-slim
# needed for the nightly import
RUN apt-get update
RUN apt-get install -y curl jq
# the client
RUN curl -fsSLo /tmp/c.tgz https://example.com/c.tgz
RUN cd /opt && tar xzf /tmp/c.tgz
RUN rm /tmp/c.tgz
