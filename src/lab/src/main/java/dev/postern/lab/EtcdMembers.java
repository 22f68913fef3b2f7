package dev.postern.lab;

import dev.postern.core.value.JsonValue;
import dev.postern.json.JsonText;
import dev.postern.lab.host.Workings.EtcdAnswer;
import dev.postern.lab.host.Workings.EtcdRequest;
import dev.postern.lab.model.ClusterModel;
import dev.postern.lab.model.EtcdSpace;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** The etcd members of a cluster, as {@code etcdctl} shows them. */
final class EtcdMembers implements HostWorkings.EtcdView {
    /** Ids are of 64 bits without a sign: half of the real ones are beyond a long. */
    private static final BigInteger FIRST_MEMBER = new BigInteger("15985099378392235001");

    private static final String WARNING =
            "{\"level\":\"warn\",\"msg\":\"retrying of unary invoker failed\",\"error\":\"rpc error:"
                    + " code = ";

    private final ClusterModel model;
    private final List<InetAddress> addresses;
    private long compacted;

    EtcdMembers(ClusterModel model, List<InetAddress> addresses) {
        this.model = model;
        this.addresses = List.copyOf(addresses);
    }

    @Override
    public EtcdAnswer answer(int host, EtcdRequest request) {
        return switch (request) {
            case EtcdRequest.Health h -> health();
            case EtcdRequest.Status s -> status();
            case EtcdRequest.OwnStatus(String endpoint) -> own(host, endpoint);
            case EtcdRequest.Compact(long revision) -> compact(revision);
            case EtcdRequest.Defragment(String endpoint) -> defragment(endpoint);
            case EtcdRequest.Disarm d -> disarm();
        };
    }

    private long revision() {
        return model.objects().revision();
    }

    private EtcdSpace space() {
        return model.etcdSpace();
    }

    private static BigInteger id(int member) {
        return FIRST_MEMBER.add(BigInteger.valueOf(member));
    }

    private String endpoint(int member) {
        return "https://" + addresses.get(member).getHostAddress() + ":2379";
    }

    private boolean runs(int member) {
        return model.kubelets().runs(member, "etcd");
    }

    private EtcdAnswer health() {
        List<JsonValue> all = new ArrayList<>();
        boolean well = true;
        String alarms = alarms();
        for (int i = 0; i < addresses.size(); i++) {
            double lag = model.servers().etcdLag(i);
            boolean commits = runs(i) && model.etcdQuorum() && lag < 5;
            boolean healthy = commits && alarms.isEmpty();
            well &= healthy;
            JsonValue.Obj one =
                    JsonValue.object(
                            "endpoint",
                            endpoint(i),
                            "health",
                            healthy,
                            "took",
                            commits ? (9 + (long) (lag * 1000)) + ".2ms" : "5.001s");
            all.add(
                    healthy
                            ? one
                            : one.with(
                                    "error",
                                    JsonValue.of(
                                            commits
                                                    ? "Active Alarm(s): " + alarms
                                                    : "context deadline exceeded")));
        }
        return new EtcdAnswer(well ? 0 : 1, line(all), well ? "" : "Error: unhealthy cluster\n");
    }

    private String alarms() {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < addresses.size(); i++) {
            all.append(space().isAlarmed(i) ? "NOSPACE " : "");
        }
        return all.toString();
    }

    private EtcdAnswer status() {
        List<JsonValue> all = new ArrayList<>();
        for (int i = 0; i < addresses.size(); i++) {
            if (runs(i)) {
                all.add(
                        JsonValue.object(
                                "Endpoint", endpoint(i), "Status", status(i, alarmLines())));
            }
        }
        boolean complete = all.size() == addresses.size();
        return new EtcdAnswer(
                complete ? 0 : 1,
                line(all),
                complete
                        ? ""
                        : "Failed to get the status of endpoint (context deadline exceeded)\n");
    }

    /** A member says also without quorum how it is: that it knows no leader. */
    private EtcdAnswer own(int member, String endpoint) {
        JsonValue.Obj shown = status(member, alarmLines());
        if (!model.etcdQuorum()) {
            shown =
                    shown.with("leader", JsonValue.of(0))
                            .with(
                                    "errors",
                                    JsonValue.array(
                                            List.of(JsonValue.of("etcdserver: no leader"))));
        }
        return new EtcdAnswer(
                0, line(List.of(JsonValue.object("Endpoint", endpoint, "Status", shown))), "");
    }

    private JsonValue.Obj status(int member, List<JsonValue> alarms) {
        JsonValue.Obj shown =
                JsonValue.object(
                        "header",
                        JsonValue.object(
                                "cluster_id",
                                937253817932258980L,
                                "member_id",
                                id(member),
                                "revision",
                                revision(),
                                "raft_term",
                                4),
                        "version",
                        "3.5.15",
                        "dbSize",
                        space().size(member),
                        "leader",
                        FIRST_MEMBER,
                        "raftIndex",
                        revision() * 2,
                        "raftTerm",
                        4,
                        "raftAppliedIndex",
                        revision() * 2);
        shown = alarms.isEmpty() ? shown : shown.with("errors", JsonValue.array(alarms));
        return shown.with("dbSizeInUse", JsonValue.of(space().inUse()));
    }

    private List<JsonValue> alarmLines() {
        List<JsonValue> lines = new ArrayList<>();
        for (int i = 0; i < addresses.size(); i++) {
            if (space().isAlarmed(i)) {
                lines.add(JsonValue.of("memberID:" + id(i) + " alarm:NOSPACE "));
            }
        }
        return lines;
    }

    private EtcdAnswer compact(long revision) {
        if (!model.etcdQuorum()) {
            return noQuorum();
        }
        if (revision <= compacted || revision > revision()) {
            String why =
                    revision <= compacted
                            ? "etcdserver: mvcc: required revision has been compacted"
                            : "etcdserver: mvcc: required revision is a future revision";
            return new EtcdAnswer(
                    1, "", WARNING + "OutOfRange desc = " + why + "\"}\nError: " + why + "\n");
        }
        compacted = revision;
        space().compact();
        return new EtcdAnswer(0, "compacted revision " + revision + "\n", "");
    }

    private EtcdAnswer defragment(String endpoint) {
        for (int i = 0; i < addresses.size(); i++) {
            if (endpoint.equals(endpoint(i)) && runs(i)) {
                space().defragment(i);
                return new EtcdAnswer(
                        0, "Finished defragmenting etcd member[" + endpoint + "]\n", "");
            }
        }
        return new EtcdAnswer(
                1,
                "",
                "Failed to defragment etcd member[" + endpoint + "] (context deadline exceeded)\n");
    }

    private EtcdAnswer disarm() {
        if (!model.etcdQuorum()) {
            return noQuorum();
        }
        StringBuilder said = new StringBuilder();
        alarmLines().forEach(l -> said.append(l.text().orElse("")).append('\n'));
        space().disarm();
        return new EtcdAnswer(0, said.toString(), "");
    }

    private static EtcdAnswer noQuorum() {
        return new EtcdAnswer(
                1,
                "",
                WARNING
                        + "DeadlineExceeded desc = context deadline exceeded\"}\n"
                        + "Error: context deadline exceeded\n");
    }

    private static String line(List<JsonValue> all) {
        return JsonText.line(JsonValue.array(all)) + "\n";
    }
}
