FROM python:3.12-bookworm
RUN apt-get update && apt-get install -y ffmpeg && rm -rf /var/lib/apt/lists/*
COPY app.py /app/
ENTRYPOINT ["/usr/bin/git", "--exec-path"]
