class PricesTest {
  public static void main(String[] args) {
    if (!Prices.show("rye 3").equals("rye 3 EUR")) throw new AssertionError("a price without its currency");
  }
}
