FROM microsoft/dotnet:2.1-sdk AS build
COPY . .
RUN dotnet publish -o /app
