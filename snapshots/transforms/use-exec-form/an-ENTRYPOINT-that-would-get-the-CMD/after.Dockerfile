FROM debian:bookworm-slim
ENTRYPOINT nginx -g 'daemon off;'
CMD ["-c", "/etc/nginx/other.conf"]
