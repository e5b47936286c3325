FROM node:20-slim
WORKDIR /app
COPY . .
RUN cd /app/client && npm ci
RUN cd /app/client && npm run build
CMD ["node", "server.js"]
