import java.nio.file.Files;
import java.nio.file.Path;

class Greeter {
  public static void main(String[] args) throws Exception {
    for (String name : Files.readAllLines(Path.of(args[0])))
      System.out.println(System.getenv("GREETING") + " " + name);
  }
}
