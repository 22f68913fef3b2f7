package dev.postern.lab;

import dev.postern.core.value.JsonValue;
import dev.postern.lab.host.Workings.EtcdAnswer;
import dev.postern.lab.host.Workings.EtcdQuestion;
import dev.postern.lab.model.ClusterModel;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The etcd members of a cluster, as {@code etcdctl -w json} shows them. */
final class EtcdMembers implements HostWorkings.EtcdView {
    private static final long FIRST_MEMBER = 1_147_483_647_001L;

    private final ClusterModel model;
    private final List<InetAddress> addresses;

    EtcdMembers(ClusterModel model, List<InetAddress> addresses) {
        this.model = model;
        this.addresses = List.copyOf(addresses);
    }

    @Override
    public EtcdAnswer answer(EtcdQuestion question, int host) {
        return switch (question) {
            case ENDPOINT_HEALTH -> health();
            case ENDPOINT_STATUS -> status();
            case ALARM_LIST ->
                    model.etcdQuorum()
                            ? new EtcdAnswer(
                                    0,
                                    Optional.of(
                                            JsonValue.object(
                                                    "header",
                                                    HostWorkings.EtcdView.header(
                                                            FIRST_MEMBER + host, revision()),
                                                    "alarms",
                                                    JsonValue.array())),
                                    "")
                            : new EtcdAnswer(
                                    1,
                                    Optional.empty(),
                                    "{\"level\":\"warn\",\"msg\":\"retrying of unary invoker"
                                            + " failed\",\"error\":\"rpc error: code ="
                                            + " DeadlineExceeded desc = context deadline"
                                            + " exceeded\"}\n"
                                            + "Error: context deadline exceeded\n");
        };
    }

    private long revision() {
        return model.objects().revision();
    }

    private String endpoint(int member) {
        return "https://" + addresses.get(member).getHostAddress() + ":2379";
    }

    private EtcdAnswer health() {
        List<JsonValue> all = new ArrayList<>();
        boolean well = true;
        for (int i = 0; i < addresses.size(); i++) {
            double lag = model.servers().etcdLag(i);
            boolean healthy = model.kubelets().runs(i, "etcd") && model.etcdQuorum() && lag < 5;
            well &= healthy;
            JsonValue.Obj one =
                    JsonValue.object(
                            "endpoint",
                            endpoint(i),
                            "health",
                            healthy,
                            "took",
                            healthy ? (9 + (long) (lag * 1000)) + ".2ms" : "5.001s");
            all.add(healthy ? one : one.with("error", JsonValue.of("context deadline exceeded")));
        }
        return new EtcdAnswer(
                well ? 0 : 1,
                Optional.of(JsonValue.array(all)),
                well ? "" : "Error: unhealthy cluster\n");
    }

    private EtcdAnswer status() {
        List<JsonValue> all = new ArrayList<>();
        for (int i = 0; i < addresses.size(); i++) {
            if (!model.kubelets().runs(i, "etcd")) {
                continue;
            }
            long size =
                    (long) model.nodes()
                                    * model.profile().podsPerNode()
                                    * model.profile().objectBytes()
                            + (90L << 20);
            all.add(
                    JsonValue.object(
                            "Endpoint",
                            endpoint(i),
                            "Status",
                            JsonValue.object(
                                    "header",
                                    HostWorkings.EtcdView.header(FIRST_MEMBER + i, revision()),
                                    "version",
                                    "3.5.15",
                                    "dbSize",
                                    size * 3 / 2,
                                    "leader",
                                    FIRST_MEMBER,
                                    "raftIndex",
                                    revision() * 2,
                                    "raftTerm",
                                    4,
                                    "raftAppliedIndex",
                                    revision() * 2,
                                    "dbSizeInUse",
                                    size)));
        }
        boolean complete = all.size() == addresses.size();
        return new EtcdAnswer(
                complete ? 0 : 1,
                Optional.of(JsonValue.array(all)),
                complete
                        ? ""
                        : "Failed to get the status of endpoint (context deadline exceeded)\n");
    }
}
