FROM maven:3.8
COPY . .
RUN mvn package
CMD ["mvn", "spring-boot:run"]
