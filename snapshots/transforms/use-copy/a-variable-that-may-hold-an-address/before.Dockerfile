FROM eclipse-temurin:17-jre
ARG JAR_FILE
ADD ${JAR_FILE} /app.jar
