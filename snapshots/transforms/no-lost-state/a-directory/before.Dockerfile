FROM debian:bookworm-slim
RUN cd /app
COPY . .
