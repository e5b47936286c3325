FROM python:3.12-slim-bookworm
RUN apt-get update && apt-get install -y --no-install-recommends ffmpeg git openssh-client && rm -rf /var/lib/apt/lists/*
COPY app.py /app/
ENTRYPOINT ["/usr/bin/git", "--exec-path"]
