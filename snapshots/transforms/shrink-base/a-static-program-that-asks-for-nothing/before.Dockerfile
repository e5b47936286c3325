FROM golang:1.25-alpine AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /app .

FROM alpine:3.22
COPY --from=build /app /app
ENTRYPOINT ["/app"]
