FROM node:22
COPY . /src
RUN make -C /src
CMD ["/src/server"]
