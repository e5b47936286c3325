FROM node:20-slim AS build
LABEL org.opencontainers.image.authors="Jane Doe <jane@example.org>"
ENV PATH=/app/node_modules/.bin:$PATH
ENV NODE_OPTIONS="--enable-source-maps --no-warnings"
LABEL description="A service"
EXPOSE 8080/tcp
RUN npm ci && \
    npm run build

FROM nginx:1.27-alpine
COPY --from=build /app/dist /usr/share/nginx/html
