FROM node:latest
COPY . .
CMD ["node", "server.js"]
