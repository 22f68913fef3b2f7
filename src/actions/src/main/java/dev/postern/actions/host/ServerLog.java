package dev.postern.actions.host;

import dev.postern.core.reach.Command;
import dev.postern.core.text.Neutral;
import dev.postern.core.value.Outcome;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The end of an API server's own log: its HTTP lines name user agents, not users. */
public final class ServerLog {
    private static final int LINES = 2000;
    private static final Pattern PAIR =
            Pattern.compile("([A-Za-z_-]{1,32})=(?:\"([^\"]{0,400})\"|([^ \"]{1,100}))");
    private static final Pattern SECONDS = Pattern.compile("([0-9]{1,7}(?:\\.[0-9]{1,9})?)(ms|s)");

    private ServerLog() {}

    /** HTTP lines as requests, with the user agent for a user; empty where none runs. */
    public static Outcome<List<AuditLog.Entry>> requests(OnHost host, Instant now) {
        return Containers.named(host, ApiServerContainer.NAME)
                .then(all ->
                        all.isEmpty()
                                ? Outcome.ok(List.of())
                                : host.run(
                                                Command.asRoot(
                                                                "crictl",
                                                                "logs",
                                                                "--tail",
                                                                String.valueOf(LINES),
                                                                all.getFirst().id())
                                                        .mostOutput(2 << 20))
                                        // klog writes to standard error, and so does crictl then.
                                        .map(e ->
                                                parse(
                                                        e.text() + "\n" + Neutral.text(e.errors()),
                                                        now)));
    }

    static List<AuditLog.Entry> parse(String text, Instant now) {
        List<AuditLog.Entry> found = new ArrayList<>();
        for (String line : text.lines().toList()) {
            if (line.contains("\"HTTP\"")) {
                found.add(entry(line, now));
            }
        }
        return found;
    }

    private static AuditLog.Entry entry(String line, Instant now) {
        String verb = "";
        String uri = "";
        String agent = "";
        String source = "";
        int status = 0;
        Duration took = Duration.ZERO;
        Matcher m = PAIR.matcher(line);
        while (m.find()) {
            String value = m.group(2) != null ? m.group(2) : m.group(3);
            switch (m.group(1)) {
                case "verb" -> verb = value.toLowerCase(java.util.Locale.ROOT);
                case "URI" -> uri = value;
                case "userAgent" -> agent = value.split(" ", 2)[0];
                case "srcIP" -> source = value;
                case "resp" -> status = value.matches("\\d{3}") ? Integer.parseInt(value) : 0;
                case "latency" -> took = seconds(value);
                default -> {
                    // Other pairs say nothing about who asks.
                }
            }
        }
        return new AuditLog.Entry(
                now,
                agent,
                agent,
                verb,
                resource(uri),
                uri,
                Optional.of(source).flatMap(ServerLog::address),
                status,
                verb.equals("watch") ? Duration.ZERO : took);
    }

    private static Optional<java.net.InetAddress> address(String source) {
        int colon = source.lastIndexOf(':');
        String bare = colon < 0 ? source : source.substring(0, colon);
        return dev.postern.core.fleet.Network.parse(bare.replace("[", "").replace("]", ""))
                .map(dev.postern.core.fleet.Network::address);
    }

    private static String resource(String uri) {
        int query = uri.indexOf('?');
        String path = query < 0 ? uri : uri.substring(0, query);
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static Duration seconds(String latency) {
        Matcher m = SECONDS.matcher(latency);
        if (!m.matches()) {
            return Duration.ZERO;
        }
        double value = Double.parseDouble(m.group(1));
        return Duration.ofMillis((long) (m.group(2).equals("s") ? value * 1000 : value));
    }
}
