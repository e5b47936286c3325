package org.example;

import java.nio.file.Files;
import java.nio.file.Path;

public final class App {
    public static void main(String[] args) throws Exception {
        Path config = Path.of("config/application.properties");
        System.out.println("hello from " + System.getProperty("user.name"));
        System.out.print(Files.readString(config));
        System.out.println("writable " + Files.isWritable(config));
    }
}
