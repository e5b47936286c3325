FROM node:22-bookworm
WORKDIR /app
COPY server.js .
HEALTHCHECK CMD curl -f http://localhost:3000/
CMD ["node", "server.js"]
