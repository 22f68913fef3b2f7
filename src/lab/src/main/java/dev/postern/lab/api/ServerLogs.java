package dev.postern.lab.api;

import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Workload;
import dev.postern.json.JsonText;
import dev.postern.lab.model.Chance;
import dev.postern.lab.model.ClusterModel;
import dev.postern.lab.model.Servers;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a server has written about the last minute, made when somebody reads it: the audit log
 * (audit.k8s.io/v1) and the HTTP lines of its own log.
 */
public final class ServerLogs {
    private static final int NODE = 71;
    private static final int AUDIT = 72;
    private static final DateTimeFormatter KLOG =
            DateTimeFormatter.ofPattern("MMdd HH:mm:ss.SSSSSS", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private final ClusterModel model;
    private final int server;
    private final Tally tally;
    private final Instant opened;
    private final Chance chance;

    public ServerLogs(ClusterModel model, int server, Tally tally, Instant opened) {
        this.model = model;
        this.server = server;
        this.tally = tally;
        this.opened = opened;
        this.chance = new Chance(model.shape().seed() * 17 + server);
    }

    /** One request as the logs have it. */
    private record Line(
            Instant at,
            Duration took,
            String user,
            List<String> groups,
            String source,
            String agent,
            String verb,
            String uri,
            String resource,
            String level,
            String schema,
            int status,
            String id) {}

    /** The last bytes of the audit log; the first line may be cut, as {@code tail -c} does. */
    public byte[] audit(int lastBytes) {
        List<String> lines = new ArrayList<>();
        int bytes = 0;
        List<Line> all = recent(Math.max(1, lastBytes / 500));
        for (Line l : all.reversed()) {
            String text = JsonText.line(event(l)) + "\n";
            lines.add(text);
            bytes += text.length();
            if (bytes >= lastBytes) {
                break;
            }
        }
        byte[] whole = String.join("", lines.reversed()).getBytes(StandardCharsets.UTF_8);
        return whole.length <= lastBytes
                ? whole
                : java.util.Arrays.copyOfRange(whole, whole.length - lastBytes, whole.length);
    }

    /** The last lines of the server's own log. */
    public List<String> log(int tail) {
        List<Line> all = recent(tail);
        List<String> text = new ArrayList<>();
        for (Line l : all.subList(Math.max(0, all.size() - tail), all.size())) {
            text.add(
                    "I%s       1 httplog.go:134] \"HTTP\" verb=\"%s\" URI=\"%s\" latency=\"%.6fs\" userAgent=\"%s\" audit-ID=\"%s\" srcIP=\"%s\" apf_pl=\"%s\" apf_fs=\"%s\" apf_iseats=%d apf_fseats=0 apf_additionalLatency=\"0s\" resp=%d"
                            .formatted(
                                    KLOG.format(l.at().plus(l.took())),
                                    l.verb().toUpperCase(Locale.ROOT),
                                    l.uri(),
                                    l.took().toMillis() / 1000.0,
                                    l.agent(),
                                    l.id(),
                                    l.source() + ":41234",
                                    l.level(),
                                    l.schema(),
                                    l.verb().equals("list") ? 10 : 1,
                                    l.status()));
        }
        return text;
    }

    /** The newest last; about so many. */
    private List<Line> recent(int most) {
        List<Line> lines = new ArrayList<>();
        long lag = (long) (model.servers().lag(server) * 1000);
        for (Servers.Answers second : model.servers().lastMinute(server).reversed()) {
            for (Map.Entry<String, Integer> e : second.byWhoAndStatus().entrySet()) {
                String[] key = e.getKey().split(" ", 2);
                for (int i = 0; i < e.getValue() && lines.size() < most; i++) {
                    lines.add(line(key[0], Integer.parseInt(key[1]), second.at(), i, lag));
                }
            }
            if (lines.size() >= most) {
                break;
            }
        }
        List<Line> inOrder = new ArrayList<>(lines.reversed());
        for (Tally.Seen s : tally.last()) {
            inOrder.add(
                    new Line(
                            s.received(),
                            Duration.between(s.received(), s.answered()),
                            s.user(),
                            s.groups(),
                            s.source(),
                            s.agent(),
                            verb(s.verb()),
                            s.uri(),
                            "",
                            s.groups().contains("system:masters") ? "exempt" : "global-default",
                            s.groups().contains("system:masters") ? "exempt" : "global-default",
                            s.status(),
                            chance.uid(AUDIT, s.received().toEpochMilli(), 1)));
        }
        inOrder.sort(java.util.Comparator.comparing(Line::at));
        return inOrder;
    }

    private static String verb(String method) {
        return switch (method) {
            case "POST" -> "create";
            case "PUT" -> "update";
            default -> method.toLowerCase(Locale.ROOT);
        };
    }

    private Line line(String who, int status, int at, int i, long lag) {
        int node = (int) (chance.unit(NODE, at, i) * Math.max(1, model.nodes()));
        String address = model.nodeAddress(node).getHostAddress();
        String name = "ip-" + address.replace('.', '-');
        Instant received =
                opened.plusSeconds(at).plusMillis((long) (chance.unit(NODE, i, at) * 1000));
        String id = chance.uid(AUDIT, at, i);
        String kubelet =
                "kubelet/v1." + model.shape().minor() + ".8 (linux/amd64) kubernetes/d5ea3f7";
        List<String> nodes = List.of("system:nodes", "system:authenticated");
        return switch (who) {
            case "offender" -> {
                Workload w = model.offender().orElse(new Workload("default", "daemonset", "x"));
                yield new Line(
                        received,
                        Duration.ofMillis(status == 200 ? lag + 900 : 1),
                        "system:serviceaccount:" + w.namespace() + ":" + w.name(),
                        List.of(
                                "system:serviceaccounts",
                                "system:serviceaccounts:" + w.namespace(),
                                "system:authenticated"),
                        address,
                        w.name() + "/v2.4.0 (linux/amd64) kubernetes/$Format",
                        "list",
                        "/api/v1/pods",
                        "pods",
                        "workload-low",
                        "service-accounts",
                        status,
                        id);
            }
            case "relist" ->
                    new Line(
                            received,
                            Duration.ofMillis(status == 200 ? lag + 200 : 1),
                            "system:node:" + name,
                            nodes,
                            address,
                            kubelet,
                            "list",
                            "/api/v1/pods?fieldSelector=spec.nodeName%3D" + name + "&limit=500",
                            "pods",
                            "system",
                            "system-nodes",
                            status,
                            id);
            default ->
                    new Line(
                            received,
                            Duration.ofMillis(3 + lag),
                            "system:node:" + name,
                            nodes,
                            address,
                            kubelet,
                            "update",
                            "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/"
                                    + name
                                    + "?timeout=10s",
                            "leases",
                            "node-high",
                            "system-node-high",
                            status,
                            id);
        };
    }

    private static JsonValue event(Line l) {
        JsonValue.Obj e =
                JsonValue.object(
                        "kind",
                        "Event",
                        "apiVersion",
                        "audit.k8s.io/v1",
                        "level",
                        "Metadata",
                        "auditID",
                        l.id(),
                        "stage",
                        "ResponseComplete",
                        "requestURI",
                        l.uri(),
                        "verb",
                        l.verb(),
                        "user",
                        JsonValue.object(
                                "username",
                                l.user(),
                                "groups",
                                JsonValue.array(l.groups().stream().map(JsonValue::of).toList())),
                        "sourceIPs",
                        JsonValue.array(JsonValue.of(l.source())),
                        "userAgent",
                        l.agent());
        if (!l.resource().isEmpty()) {
            e = e.with("objectRef", JsonValue.object("resource", l.resource(), "apiVersion", "v1"));
        }
        return e.with(
                        "responseStatus",
                        JsonValue.object("metadata", JsonValue.object(), "code", l.status()))
                .with("requestReceivedTimestamp", JsonValue.of(l.at().toString()))
                .with("stageTimestamp", JsonValue.of(l.at().plus(l.took()).toString()))
                .with(
                        "annotations",
                        JsonValue.object(
                                "authorization.k8s.io/decision",
                                l.status() == 403 ? "forbid" : "allow"));
    }
}
