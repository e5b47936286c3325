FROM debian:bookworm-slim
RUN (export DIR=/srv && mkdir "$DIR") && \
    (umask 077; touch /secret) && \
    (for name in a b; do touch "/srv/$name"; done) && \
    ls /srv && \
    touch /done
