FROM node:24 AS build
WORKDIR /app
COPY package*.json ./
RUN npm ci
COPY . .
RUN npm run build

FROM nginx:1.30-alpine
RUN printf '%s\n' \
    'server {' \
    '    listen 3000;' \
    '    root /usr/share/nginx/html;' \
    '    charset utf-8;' \
    '    absolute_redirect off;' \
    '    gzip on;' \
    '    gzip_types text/css text/javascript application/javascript application/json image/svg+xml;' \
    '    location / {' \
    '        try_files $uri /index.html;' \
    '    }' \
    '}' \
    > /etc/nginx/conf.d/default.conf
COPY --from=build /app/dist /usr/share/nginx/html
EXPOSE 3000
