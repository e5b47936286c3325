FROM golang:1.27 AS build
COPY . .
RUN go build -o /app
