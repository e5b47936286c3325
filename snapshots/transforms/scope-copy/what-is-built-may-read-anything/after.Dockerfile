FROM node:24-slim
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci && npm cache clean --force
COPY . .
RUN npx webpack
CMD ["npm", "start"]
