FROM golang:1.26 AS build
WORKDIR /app
COPY . .
RUN CGO_ENABLED=0 go build -o server .

FROM scratch
WORKDIR /app
COPY --from=build /app/server ./
EXPOSE 8080
CMD ["./server"]
