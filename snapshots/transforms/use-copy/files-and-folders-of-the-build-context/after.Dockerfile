FROM debian:bookworm-slim
COPY requirements.txt /app/
COPY --chown=www-data:www-data src/ /app/src/
COPY ["my config.json", "/app/config.json"]
