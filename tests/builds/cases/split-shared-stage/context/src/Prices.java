import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class Prices {
  static String show(String line) {
    return line + " " + System.getenv().getOrDefault("CURRENCY", "?");
  }

  public static void main(String[] lists) throws IOException {
    for (String list : lists) Files.readAllLines(Path.of(list)).forEach(line -> System.out.println(show(line)));
  }
}
