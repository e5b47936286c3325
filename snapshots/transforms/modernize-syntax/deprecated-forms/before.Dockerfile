FROM node:20-slim as Build
MAINTAINER Jane Doe <jane@example.org>
ENV PATH /app/node_modules/.bin:$PATH
ENV NODE_OPTIONS --enable-source-maps --no-warnings
LABEL description "A service"
EXPOSE 8080/TCP
RUN npm ci && \

    npm run build

FROM nginx:1.27
COPY --from=Build /app/dist /usr/share/nginx/html
