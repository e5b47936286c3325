FROM debian:bookworm-slim
ENV HOME /srv/app \
    LANG=C.UTF-8
