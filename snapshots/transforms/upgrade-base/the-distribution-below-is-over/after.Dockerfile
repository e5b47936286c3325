FROM node:22-buster-slim
COPY . .
CMD ["node", "server.js"]
