FROM node:22-bookworm-slim
WORKDIR /app
RUN apt-get update && \
    apt-get install -y --no-install-recommends curl && \
    rm -rf /var/lib/apt/lists/*
COPY server.js .
HEALTHCHECK CMD ["curl", "-f", "http://localhost:3000/"]
CMD ["node", "server.js"]
