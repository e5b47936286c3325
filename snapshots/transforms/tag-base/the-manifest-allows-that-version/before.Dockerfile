FROM golang AS build
COPY . .
RUN go build -o /app
