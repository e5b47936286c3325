FROM node:20-slim
COPY . /app
RUN chown -R node:node /app
