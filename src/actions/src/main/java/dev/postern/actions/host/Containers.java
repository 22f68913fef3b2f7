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

    /** CPU and memory that a running container has used. */
    public record Usage(long cpuNanos, long memory) {}

    /** What a container has used since it started; empty where it does not run any more. */
    public static Outcome<Optional<Usage>> usage(OnHost host, String id) {
        return host.json(Command.asRoot("crictl", "stats", "-o", "json", id))
                .map(shown ->
                        shown.items("stats").stream()
                                .findFirst()
                                .map(s ->
                                        new Usage(
                                                number(
                                                        s.at(
                                                                "cpu",
                                                                "usageCoreNanoSeconds",
                                                                "value")),
                                                number(
                                                        s.at(
                                                                "memory",
                                                                "workingSetBytes",
                                                                "value")))));
    }

    /** Protobuf's 64-bit numbers are text in JSON; both forms are read. */
    private static long number(Optional<JsonValue> value) {
        return switch (value.orElse(JsonValue.nothing())) {
            case JsonValue.Num(var n) -> n.longValue();
            case JsonValue.Text(var t) when t.matches("\\d{1,18}") -> Long.parseLong(t);
            case JsonValue.Text t -> 0;
            case JsonValue.Null n -> 0;
            case JsonValue.Bool b -> 0;
            case JsonValue.Arr a -> 0;
            case JsonValue.Obj o -> 0;
        };
    }
}
