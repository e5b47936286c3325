FROM debian:bookworm-slim
RUN export DIR=/srv && mkdir "$DIR"
RUN umask 077; touch /secret
RUN for name in a b; do touch "/srv/$name"; done
RUN ls /srv
RUN touch /done
