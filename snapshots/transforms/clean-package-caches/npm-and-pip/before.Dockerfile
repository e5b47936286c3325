FROM node:20-slim
COPY package.json package-lock.json ./
RUN npm ci --omit=dev
RUN pip install --no-deps \
        flask
