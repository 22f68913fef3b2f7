package dev.postern.actions.manifests;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Kubernetes' quantities, as far as CPU and memory need them. */
final class Quantity {
    private static final Pattern FORM =
            Pattern.compile("(\\d{1,12}(?:\\.\\d{1,9})?)(m|k|K|Ki|M|Mi|G|Gi|T|Ti|)");
    private static final Map<String, BigDecimal> SCALE =
            Map.ofEntries(
                    Map.entry("m", new BigDecimal("0.001")),
                    Map.entry("", BigDecimal.ONE),
                    Map.entry("k", BigDecimal.valueOf(1000)),
                    Map.entry("K", BigDecimal.valueOf(1000)),
                    Map.entry("M", BigDecimal.valueOf(1_000_000)),
                    Map.entry("G", BigDecimal.valueOf(1_000_000_000)),
                    Map.entry("T", BigDecimal.valueOf(1_000_000_000_000L)),
                    Map.entry("Ki", BigDecimal.valueOf(1L << 10)),
                    Map.entry("Mi", BigDecimal.valueOf(1L << 20)),
                    Map.entry("Gi", BigDecimal.valueOf(1L << 30)),
                    Map.entry("Ti", BigDecimal.valueOf(1L << 40)));

    private Quantity() {}

    /** Cores or bytes; empty where the text is no quantity. */
    static Optional<BigDecimal> parse(String text) {
        var m = FORM.matcher(text);
        return m.matches()
                ? Optional.of(
                        new BigDecimal(m.group(1))
                                .multiply(SCALE.getOrDefault(m.group(2), BigDecimal.ONE)))
                : Optional.empty();
    }

    /** {@code 1500m}. */
    static String cores(BigDecimal cores) {
        BigDecimal milli = cores.multiply(BigDecimal.valueOf(1000)).setScale(0, RoundingMode.FLOOR);
        return milli.toBigInteger() + "m";
    }

    /** Whole mebibytes: {@code 8192Mi}. */
    static String memory(BigDecimal bytes) {
        return bytes.divideToIntegralValue(BigDecimal.valueOf(1L << 20)).toBigInteger() + "Mi";
    }
}
