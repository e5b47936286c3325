FROM debian:bookworm-slim
RUN useradd app \
 && mkdir /data \
 && chown app /data \
 && { ls /nowhere || true; } \
 && { touch /a; touch /b; }
