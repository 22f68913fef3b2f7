package dev.postern.actions.host;

import dev.postern.core.reach.Command;
import dev.postern.core.value.Outcome;

import java.util.regex.Pattern;

/** The memory of a host. */
public final class HostMemory {
    private static final Pattern TOTAL = Pattern.compile("(?m)^MemTotal:\\s+(\\d{1,15}) kB$");

    private HostMemory() {}

    /** All of it, in bytes; 0 where the host does not say. */
    public static Outcome<Long> total(OnHost host) {
        return host.text(Command.of("cat", "--", "/proc/meminfo"))
                .map(t -> {
                    var m = TOTAL.matcher(t);
                    return m.find() ? Long.parseLong(m.group(1)) * 1024 : 0L;
                });
    }
}
