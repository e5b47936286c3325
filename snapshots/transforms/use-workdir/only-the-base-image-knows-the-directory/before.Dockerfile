FROM golang:1.22
RUN cd /opt/app && make
RUN make test
