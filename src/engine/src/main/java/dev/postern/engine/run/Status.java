package dev.postern.engine.run;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** How something ended. The worst comes last. */
enum Status {
    SKIPPED,
    UNDONE,
    SETTLED,
    UNVERIFIED,
    UNREACHABLE,
    FAILED,
    REFUSED,
    STOPPED;

    boolean isFine() {
        return this == SKIPPED || this == UNDONE || this == SETTLED;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The worst of them; skipped where there are none. */
    static Status worst(Collection<Status> all) {
        return all.stream().max(Comparator.naturalOrder()).orElse(SKIPPED);
    }
}
