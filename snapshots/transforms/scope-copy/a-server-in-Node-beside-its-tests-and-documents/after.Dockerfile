FROM node:24-slim
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev && npm cache clean --force
COPY package-lock.json package.json server.js ./
COPY lib ./lib
COPY public ./public
CMD ["npm", "start"]
