package dev.postern.pinnednames;

import dev.postern.core.text.Neutral;
import dev.postern.core.value.Failure;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.Security;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The only names that this Java virtual machine resolves.
 *
 * <p>{@link #install} at start-up, before anything dials; then {@link #prove}. A resolver provider
 * that is not loaded falls back to the system's resolver silently, so the proof is not optional.
 *
 * <p>Cloud endpoints that are not pinned are asked of a {@link CloudResolver}, where the user named
 * one; no other name ever is.
 */
public final class PinnedNames {
    private static final int MOST_REFUSED = 100;

    private static volatile Table table = new Table(Map.of(), Optional.empty());
    private static final Set<String> REFUSED = new LinkedHashSet<>();

    private PinnedNames() {}

    /**
     * Replaces the table; what was resolved before is not remembered.
     *
     * @param names in any case, with or without a trailing dot, each with its addresses
     */
    public static void install(Map<String, List<InetAddress>> names) {
        install(names, Optional.empty());
    }

    /** As {@link #install(Map)}; what is not pinned may be asked for of the resolver. */
    public static void install(
            Map<String, List<InetAddress>> names, Optional<CloudResolver> resolver) {
        keepNoAnswers();
        table = new Table(names, resolver);
    }

    /**
     * Proves that this resolver is the one in force: looks up a random name that cannot exist and
     * demands our own answer to it. Costs no packet where it is.
     *
     * @throws NotInForce where anything else answered: the console must not run then
     */
    public static void prove() {
        String canary = "postern-" + UUID.randomUUID() + ".invalid";
        try {
            InetAddress.getByName(canary);
            throw new NotInForce("another resolver answered for a name that does not exist");
        } catch (UnknownHostException e) {
            // Not the text of the exception: the JDK rewrites it.
            if (!forget(canary)) {
                throw new NotInForce("another resolver was asked");
            }
        }
    }

    /**
     * Names that something wanted and did not get, oldest first, at most a hundred; neutral text.
     * Some clients lose the name in their error, so adapters and the doctor ask here.
     */
    public static List<String> refused() {
        synchronized (REFUSED) {
            return REFUSED.stream().map(PinnedNames::shown).toList();
        }
    }

    /** What is told about a name that is not pinned, and the line that would pin it. */
    public static String explain(String name) {
        String shown = shown(name);
        return shown
                + " is not pinned, and Postern looks no name up; in fleet.yaml:"
                + " pinned-names: {"
                + shown
                + ": [ADDRESS]}";
    }

    static Table table() {
        return table;
    }

    static void refused(String name) {
        synchronized (REFUSED) {
            if (REFUSED.size() < MOST_REFUSED || name.startsWith("postern-")) {
                REFUSED.add(normal(name));
            }
        }
    }

    private static boolean forget(String name) {
        synchronized (REFUSED) {
            return REFUSED.remove(normal(name));
        }
    }

    static String shown(String name) {
        return Neutral.line(normal(name), 253);
    }

    /**
     * The JDK keeps answers above its resolver, good ones and bad ones; with this the table is
     * asked each time. Only security properties work, and only before the first look-up.
     */
    static void keepNoAnswers() {
        Security.setProperty("networkaddress.cache.ttl", "0");
        Security.setProperty("networkaddress.cache.negative.ttl", "0");
        Security.setProperty("networkaddress.cache.stale.ttl", "0");
    }

    private static String normal(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    /** Pinned names, never changed once made, and whom to ask for cloud endpoints. */
    static final class Table {
        private final Map<String, List<InetAddress>> byName = new HashMap<>();
        private final Optional<CloudResolver> resolver;

        Table(Map<String, List<InetAddress>> names, Optional<CloudResolver> resolver) {
            this.resolver = resolver;
            names.forEach((name, addresses) -> {
                List<InetAddress> named = new ArrayList<>();
                for (InetAddress a : addresses) {
                    named.add(withName(normal(name), a));
                }
                byName.put(normal(name), List.copyOf(named));
            });
        }

        /**
         * @throws UnknownHostException with a sentence that says what to do in fleet.yaml
         */
        List<InetAddress> addresses(String host) throws UnknownHostException {
            String name = normal(host);
            List<InetAddress> pinned = byName.get(name);
            if (pinned != null) {
                return pinned;
            }
            Optional<CloudResolver> asked = resolver.filter(r -> r.answersFor(name));
            if (asked.isEmpty()) {
                throw new UnknownHostException(explain(name));
            }
            return asked.get().addresses(name).stream().map(a -> withName(name, a)).toList();
        }

        @Nullable String name(byte[] address) {
            return byName.entrySet().stream()
                    .filter(e ->
                            e.getValue().stream()
                                    .anyMatch(a -> Arrays.equals(a.getAddress(), address)))
                    .map(Map.Entry::getKey)
                    .sorted()
                    .findFirst()
                    .orElse(null);
        }

        private static InetAddress withName(String name, InetAddress address) {
            try {
                return InetAddress.getByAddress(name, address.getAddress());
            } catch (UnknownHostException e) {
                throw new IllegalStateException("an address of 4 or 16 bytes", e);
            }
        }
    }

    /** Our resolver does not decide: the console must not run. */
    public static final class NotInForce extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient Failure failure;

        NotInForce(String why) {
            super("names are not answered from the pinned table alone: " + why);
            failure =
                    Failure.unchanged(
                            Failure.Kind.BROKEN,
                            "names are not answered from the pinned table alone",
                            why,
                            "start Postern by its own launcher; the jar postern-pinned-names must be"
                                    + " on the class path and no other resolver provider before it");
        }

        /** In four parts. */
        public Failure failure() {
            return failure;
        }
    }
}
