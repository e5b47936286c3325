FROM golang:1.22
RUN (cd /opt/app && make) && \
    make test
