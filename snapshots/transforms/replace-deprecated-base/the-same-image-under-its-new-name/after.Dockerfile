FROM mcr.microsoft.com/dotnet/sdk:2.1 AS build
COPY . .
RUN dotnet publish -o /app && dotnet nuget locals http-cache --clear
