FROM eclipse-temurin:17-jre
CMD java $JAVA_OPTS -jar /app.jar
