FROM debian:bookworm
COPY tool /usr/local/bin/
CMD ["tool"]
