FROM debian:bookworm-slim
RUN useradd app
RUN mkdir /data \
 && chown app /data

RUN ls /nowhere || true
RUN touch /a; touch /b
