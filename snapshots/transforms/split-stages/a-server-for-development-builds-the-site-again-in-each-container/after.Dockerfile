FROM node:24
WORKDIR /app
COPY . .
RUN npm ci && npm cache clean --force
CMD ["npm", "run", "dev"]
