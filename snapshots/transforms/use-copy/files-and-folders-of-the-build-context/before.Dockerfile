FROM debian:bookworm-slim
ADD requirements.txt /app/
ADD --chown=www-data:www-data src/ /app/src/
ADD ["my config.json", "/app/config.json"]
