package dev.postern.engine.run;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.random.RandomGenerator;

/** Names of runs: {@code 20241211-151200-7f3a}, so that they sort by their beginning. */
public final class RunId {
    private static final DateTimeFormatter FORM =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    private RunId() {}

    public static String fresh(Instant now, RandomGenerator random) {
        return FORM.format(now) + "-" + String.format("%04x", random.nextInt(1 << 16));
    }
}
