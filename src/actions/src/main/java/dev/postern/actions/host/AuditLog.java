package dev.postern.actions.host;

import dev.postern.core.fleet.Network;
import dev.postern.core.reach.Command;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;
import dev.postern.json.JsonText;

import java.net.InetAddress;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The end of an API server's audit log: {@code audit.k8s.io/v1} events, one JSON object a line.
 *
 * @param entries completed requests, oldest first
 * @param unreadable lines that were cut or are no events
 */
public record AuditLog(List<Entry> entries, int unreadable) {
    /** Enough to tell who hammers: about four thousand requests. */
    public static final int LONG = 4 << 20;

    /** Enough to tell whether somebody still does, when asked again and again. */
    public static final int SHORT = 256 << 10;

    /**
     * One request.
     *
     * @param agent the first word of the user agent
     * @param took how long the server was busy with it
     */
    public record Entry(
            Instant at,
            String user,
            String agent,
            String verb,
            String resource,
            String uri,
            Optional<InetAddress> source,
            int status,
            Duration took) {
        /** A LIST that reads everything: no limit, and no cached version asked for. */
        public boolean isUnboundedList() {
            return verb.equals("list")
                    && !uri.contains("limit=")
                    && !uri.contains("resourceVersion=0")
                    && !uri.contains("fieldSelector=metadata.name");
        }
    }

    public AuditLog {
        entries = List.copyOf(entries);
    }

    /** The last bytes of the log; empty where the server writes none to a file. */
    public static Outcome<Optional<AuditLog>> tail(OnHost host, int bytes) {
        return tail(host, bytes, "");
    }

    /**
     * The last bytes of the log; empty where the server writes none to a file.
     *
     * @param word only lines with this text in them are read, for most are not worth it
     */
    public static Outcome<Optional<AuditLog>> tail(OnHost host, int bytes, String word) {
        return ServerFlags.at(host)
                .then(flags ->
                        flags.auditLog().isEmpty()
                                ? Outcome.ok(Optional.empty())
                                : host.text(
                                                Command.asRoot(
                                                                "tail",
                                                                "-c",
                                                                String.valueOf(bytes),
                                                                "--",
                                                                flags.auditLog().get())
                                                        .mostOutput(bytes + 1))
                                        .map(t -> Optional.of(parse(t, word))));
    }

    /** Foreign data: what cannot be read is counted and passed over. */
    static AuditLog parse(String text, String word) {
        List<Entry> entries = new ArrayList<>();
        int unreadable = 0;
        for (String line : text.lines().toList()) {
            if (line.isBlank() || !line.contains(word)) {
                continue;
            }
            Optional<JsonValue> event = JsonText.parse(line).got();
            if (event.isEmpty()) {
                unreadable++;
            } else {
                event.flatMap(AuditLog::entry).ifPresent(entries::add);
            }
        }
        return new AuditLog(entries, unreadable);
    }

    private static Optional<Entry> entry(JsonValue e) {
        if (e.text("stage").filter("ResponseComplete"::equals).isEmpty()) {
            return Optional.empty();
        }
        Optional<Instant> received = e.text("requestReceivedTimestamp").flatMap(AuditLog::instant);
        Optional<Instant> ended = e.text("stageTimestamp").flatMap(AuditLog::instant);
        String agent = e.text("userAgent").orElse("");
        int space = agent.indexOf(' ');
        String watch = e.text("verb").orElse("");
        return received.map(at ->
                new Entry(
                        at,
                        e.text("user", "username").orElse(""),
                        space < 0 ? agent : agent.substring(0, space),
                        watch,
                        e.text("objectRef", "resource").orElse("-"),
                        e.text("requestURI").orElse(""),
                        e.items("sourceIPs").stream()
                                .flatMap(i -> i.text().stream())
                                .flatMap(i -> Network.parse(i).stream())
                                .map(Network::address)
                                .findFirst(),
                        e.whole("responseStatus", "code").orElse(0L).intValue(),
                        // A watch lasts for minutes and costs next to nothing meanwhile.
                        watch.equals("watch")
                                ? Duration.ZERO
                                : ended.filter(x -> x.isAfter(at))
                                        .map(x -> Duration.between(at, x))
                                        .orElse(Duration.ZERO)));
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Those since an instant. */
    public List<Entry> since(Instant when) {
        return entries.stream().filter(e -> !e.at().isBefore(when)).toList();
    }
}
