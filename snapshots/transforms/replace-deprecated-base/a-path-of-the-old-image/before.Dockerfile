FROM openjdk:8-jre
COPY app.jar /app.jar
CMD ["/usr/bin/java", "-jar", "/app.jar"]
