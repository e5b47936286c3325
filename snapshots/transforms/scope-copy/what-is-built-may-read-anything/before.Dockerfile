FROM node:24-slim
WORKDIR /app
COPY . .
RUN npm ci
RUN npx webpack
CMD ["npm", "start"]
