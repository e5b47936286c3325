FROM node:20-slim
RUN mkdir -p /app/data && touch /app/data/db && chown -R node:node /app
