package io.levin.source;

import java.util.List;

/**
 * Which chunks are sorted together. Engines grow from the first to the last in such a way that the
 * import of one takes about as long as the sorting of the next: the import of a byte is taken to
 * need {@code batch-import-ratio} of the time of its sorting.
 */
final class EngineBatches {
  private static final double DEFAULT_BATCH = 100.0 * (1L << 30);

  private EngineBatches() {}

  /** The engine of each chunk, from the chunks' sizes. */
  static int[] assign(List<Long> sizes, PlanOptions options, boolean ordered) {
    double total = 0;
    for (long size : sizes) {
      total += size;
    }
    double batch = options.batchBytes();
    if (batch <= 0) {
      batch = ordered ? DEFAULT_BATCH : Math.max(DEFAULT_BATCH, total);
    }
    int[] engines = new int[sizes.size()];
    if (total <= batch) {
      return engines;
    }
    double ratio = options.batchImportRatio();
    double wanted = total * (1 - ratio) / batch;
    double n = Math.ceil(wanted);
    double inverseBeta =
        ratio == 0 ? 0 : Math.exp(logGamma(n + ratio) - logGamma(n) - logGamma(ratio));
    double current = batch;
    for (; ; ) {
      if (n <= 0 || n > options.tableConcurrency()) {
        n = options.tableConcurrency();
        break;
      }
      double real = n - inverseBeta;
      if (real >= wanted) {
        current = total * (1 - ratio) / real;
        break;
      }
      inverseBeta *= 1 + ratio / n;
      n++;
    }
    fill(sizes, engines, n, current, batch, ratio);
    return engines;
  }

  private static void fill(
      List<Long> sizes, int[] engines, double n, double first, double batch, double ratio) {
    double limit = first;
    double size = 0;
    int engine = 0;
    for (int i = 0; i < engines.length; i++) {
      engines[i] = engine;
      size += sizes.get(i);
      if (size >= limit) {
        engine++;
        size = 0;
        limit = engine >= n ? batch : limit * (ratio / (n - engine) + 1);
      }
    }
  }

  /** The logarithm of the gamma function for positive arguments, by Lanczos' approximation. */
  private static double logGamma(double x) {
    double[] coefficients = {
      676.5203681218851,
      -1259.1392167224028,
      771.32342877765313,
      -176.61502916214059,
      12.507343278686905,
      -0.13857109526572012,
      9.9843695780195716e-6,
      1.5056327351493116e-7
    };
    if (x < 0.5) {
      return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
    }
    double z = x - 1;
    double sum = 0.99999999999980993;
    for (int i = 0; i < coefficients.length; i++) {
      sum += coefficients[i] / (z + i + 1);
    }
    double t = z + coefficients.length - 0.5;
    return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(sum);
  }
}
