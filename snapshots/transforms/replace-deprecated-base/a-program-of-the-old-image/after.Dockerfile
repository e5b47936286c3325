FROM openjdk:8-jdk
RUN git clone https://example.com/app.git && cd app && ./gradlew build
