import type { TransformExample } from '../../engine/transform.ts'

export const examples: readonly TransformExample[] = [
  {
    name: 'Java, of the same version and kind',
    before: 'FROM openjdk:11-jre-slim\nCOPY app.jar /app.jar\nCMD ["java", "-jar", "/app.jar"]\n',
    after: 'FROM eclipse-temurin:11-jre\nCOPY app.jar /app.jar\nCMD ["java", "-jar", "/app.jar"]\n',
  },
  {
    name: 'the same image under its new name',
    before: 'FROM microsoft/dotnet:2.1-sdk AS build\nCOPY . .\nRUN dotnet publish -o /app\n',
    after: 'FROM mcr.microsoft.com/dotnet/sdk:2.1 AS build\nCOPY . .\nRUN dotnet publish -o /app\n',
  },
  {
    name: 'a path of the old image',
    before: 'FROM openjdk:8-jre\nCOPY app.jar /app.jar\nCMD ["/usr/bin/java", "-jar", "/app.jar"]\n',
    refused: '/usr/bin/java is not in eclipse-temurin:8-jre, where Java is in /opt/java/openjdk',
  },
  {
    name: 'a program of the old image',
    before: 'FROM openjdk:8-jdk\nRUN git clone https://example.com/app.git && cd app && ./gradlew build\n',
    refused: 'git is not in eclipse-temurin:8-jdk; install git in this file',
  },
  {
    name: 'more than one that may take its place',
    before: 'FROM centos:7\nRUN yum install -y httpd\n',
    found: 'Replace centos by almalinux, rockylinux/rockylinux or quay.io/centos/centos (Stream)',
  },
]
