package io.levin.playground.sample;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Locale;
import java.util.SplittableRandom;

/** Names, words, amounts and times of a shop, drawn at random. */
final class ShopValues {
  static final String[] FIRST = {
    "Ada", "Björn", "Chiara", "Dmitri", "Élodie", "Fatima", "Grace", "Hiroshi", "İpek", "Jonas",
    "Kübra", "Lars", "美咲", "Noor", "Olu", "Paweł", "Qiang", "Rosa", "Søren", "Tamar"
  };
  static final String[] LAST = {
    "Andersen", "Bakker", "Costa", "Dvořák", "Eriksson", "Ferrari", "García", "Hansen", "Ito",
    "Jensen", "Kowalski", "López", "Müller", "Novák", "O'Brien", "Petrov", "Rossi", "Schmidt",
    "Tanaka", "王"
  };
  static final String[] WORDS = {
    "quiet", "sturdy", "bright", "compact", "wooden", "steel", "folding", "classic", "light",
    "heavy", "garden", "kitchen", "travel", "office", "winter", "summer", "chair", "lamp", "table",
    "kettle", "bag", "knife", "clock", "shelf", "bottle", "jacket", "tent", "bicycle", "radio"
  };
  static final String[] COUNTRIES = {"DE", "FR", "JP", "BR", "US", "SE", "IN", "ZA"};
  static final String[] STATES = {"new", "paid", "shipped", "returned"};

  private ShopValues() {}

  /** A product's number. */
  static String sku(int number) {
    return String.format(Locale.ROOT, "SKU-%06d", number);
  }

  /** An amount between two numbers of cents. */
  static String money(SplittableRandom random, int minCents, int maxCents) {
    int cents = random.nextInt(minCents, maxCents);
    return cents / 100 + "." + cents % 100 / 10 + cents % 10;
  }

  /** One of some texts. */
  static String pick(SplittableRandom random, String[] from) {
    return from[random.nextInt(from.length)];
  }

  /** Some words. */
  static String words(SplittableRandom random, int count) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < count; i++) {
      out.append(i == 0 ? "" : " ").append(pick(random, WORDS));
    }
    return out.toString();
  }

  /** A day in one of some years. */
  static LocalDate day(SplittableRandom random, int firstYear, int years) {
    return LocalDate.of(firstYear, 1, 1).plusDays(random.nextInt(years * 365));
  }

  /** A second of four years, as SQL writes it. */
  static String second(SplittableRandom random) {
    LocalDateTime time =
        LocalDateTime.of(2022, 1, 1, 0, 0, 0).plusSeconds(random.nextInt(4 * 365 * 86_400));
    String text = time.toString().replace('T', ' ');
    return text.length() == 16 ? text + ":00" : text;
  }
}
