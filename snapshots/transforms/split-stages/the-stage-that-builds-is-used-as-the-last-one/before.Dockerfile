FROM maven:3.9-eclipse-temurin-21 AS build
WORKDIR /app
COPY . .
RUN mvn -B package

FROM build AS test
RUN mvn -B verify

FROM build
EXPOSE 8080
CMD ["java", "-jar", "target/shop-1.0.jar"]
