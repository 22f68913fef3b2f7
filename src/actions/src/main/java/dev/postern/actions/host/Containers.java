package dev.postern.actions.host;

import dev.postern.core.reach.Command;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;

import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Containers on a host, as {@code crictl} tells. */
public final class Containers {
    private Containers() {}

    /**
     * @param attempt how often the kubelet restarted it
     * @param pod the uid of its pod; of a static pod a hash of its manifest
     */
    public record Container(
            String id, String name, int attempt, boolean running, Instant created, String pod) {}

    /** The command that lists those of this name, the ended ones too. */
    public static Command listing(String name) {
        return Command.asRoot("crictl", "ps", "-a", "--name", "^" + name + "$", "-o", "json")
                .mostOutput(4 << 20);
    }

    /** Those of this name, the newest first, the ended ones too. */
    public static Outcome<List<Container>> named(OnHost host, String name) {
        return host.json(listing(name)).map(shown -> parse(shown, name));
    }

    /**
     * Those of these names, one name after the other, the newest of each first, the ended ones too.
     * One command.
     */
    public static Outcome<List<Container>> named(OnHost host, List<String> names) {
        return host.json(listing("(" + String.join("|", names) + ")"))
                .map(shown -> names.stream().flatMap(n -> parse(shown, n).stream()).toList());
    }

    static List<Container> parse(JsonValue shown, String name) {
        List<Container> found = new ArrayList<>();
        for (JsonValue c : shown.items("containers")) {
            String is = c.text("metadata", "name").orElse("");
            Optional<String> id = c.text("id").filter(i -> i.matches("[0-9a-f]{12,64}"));
            if (is.equals(name) && id.isPresent()) {
                found.add(
                        new Container(
                                id.get(),
                                is,
                                c.whole("metadata", "attempt").orElse(0L).intValue(),
                                c.text("state").filter("CONTAINER_RUNNING"::equals).isPresent(),
                                created(c.text("createdAt").orElse("0")),
                                c.text("labels", "io.kubernetes.pod.uid").orElse("")));
            }
        }
        found.sort(Comparator.comparing(Container::created).reversed());
        return found;
    }

    private static Instant created(String nanos) {
        try {
            BigInteger[] parts =
                    new BigInteger(nanos).divideAndRemainder(BigInteger.valueOf(1_000_000_000));
            return Instant.ofEpochSecond(parts[0].longValueExact(), parts[1].longValueExact());
        } catch (NumberFormatException | ArithmeticException | java.time.DateTimeException e) {
            return Instant.EPOCH;
        }
    }

    /** The running one of this name, or empty. */
    public static Outcome<Optional<Container>> running(OnHost host, String name) {
        return named(host, name).map(all -> all.stream().filter(Container::running).findFirst());
    }

    /**
     * What a container has used since it started.
     *
     * @param id of the container
     * @param attempt how often the kubelet restarted it
     * @param at when that was so, by the host's clock
     */
    public record Usage(String id, int attempt, Instant at, long cpuNanos) {}

    /**
     * What the running container of this name has used; empty where none runs. By the label that
     * the kubelet gives each, so that one command does, where {@code crictl} would need an id.
     */
    public static Outcome<Optional<Usage>> usage(OnHost host, String name) {
        String label = "io.kubernetes.container.name=" + name;
        return host.json(Command.asRoot("crictl", "stats", "-o", "json", "--label", label))
                .map(shown ->
                        shown.items("stats").stream()
                                .map(Containers::usage)
                                .filter(u -> u.cpuNanos() > 0)
                                .max(Comparator.comparingInt(Usage::attempt)));
    }

    private static Usage usage(JsonValue stats) {
        return new Usage(
                stats.text("attributes", "id").orElse(""),
                stats.whole("attributes", "metadata", "attempt").orElse(0L).intValue(),
                created(String.valueOf(number(stats.at("cpu", "timestamp")))),
                number(stats.at("cpu", "usageCoreNanoSeconds", "value")));
    }

    /** Protobuf's 64-bit numbers are text in JSON; both forms are read. 0 where it is neither. */
    private static long number(Optional<JsonValue> value) {
        return value.flatMap(v ->
                        v instanceof JsonValue.Num(var n)
                                ? Optional.of(n.toPlainString())
                                : v.text())
                .filter(t -> t.matches("\\d{1,19}"))
                .map(BigInteger::new)
                .filter(n -> n.bitLength() < Long.SIZE)
                .map(BigInteger::longValue)
                .orElse(0L);
    }
}
