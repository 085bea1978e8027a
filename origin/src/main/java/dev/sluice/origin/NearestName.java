package dev.sluice.origin;

import java.util.Collection;
import java.util.Comparator;

/** Finds the name that somebody who mistyped one probably meant. */
public final class NearestName {
  private NearestName() {}

  /** Returns the candidate with the least edit distance, the first of equals; a name without its section counts too. */
  public static String of(String name, Collection<String> candidates) {
    return candidates.stream()
        .min(Comparator.comparingInt(
            candidate -> Math.min(distance(name, candidate), 1 + distance(name, leaf(candidate)))))
        .orElseThrow();
  }

  private static String leaf(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  private static int distance(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int column = 0; column < row.length; column++) {
      row[column] = column;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int column = 1; column < row.length; column++) {
        int replaced = diagonal + (from.charAt(i - 1) == to.charAt(column - 1) ? 0 : 1);
        diagonal = row[column];
        row[column] = Math.min(replaced, 1 + Math.min(diagonal, row[column - 1]));
      }
    }
    return row[to.length()];
  }
}
