FROM node:20-slim
COPY package.json package-lock.json ./
RUN npm ci --omit=dev && \
    npm cache clean --force && \
    pip install --no-cache-dir --no-deps \
        flask
