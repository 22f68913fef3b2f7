package dev.postern.lab.api;

import dev.postern.lab.model.ClusterModel;
import dev.postern.lab.model.Servers;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The pages that are not objects: health, metrics, and the dumps of priority and fairness in their
 * own text forms (apf_controller_debug.go: columns joined by a comma and padding).
 */
final class Pages {
    private static final List<String> CHECKS =
            List.of(
                    "ping",
                    "log",
                    "etcd",
                    "informer-sync",
                    "poststarthook/start-apiserver-admission-initializer",
                    "poststarthook/rbac/bootstrap-roles",
                    "poststarthook/scheduling/bootstrap-system-priority-classes");

    private final ClusterModel model;
    private final int server;

    Pages(ClusterModel model, int server) {
        this.model = model;
        this.server = server;
    }

    Answer health(String path, Map<String, String> query) {
        boolean etcd = !query.getOrDefault("exclude", "").equals("etcd");
        List<String> failing =
                model.servers().failing(server, etcd).stream()
                        .filter(f -> !path.equals("/livez") || f.equals("etcd"))
                        .toList();
        if (failing.isEmpty() && !query.containsKey("verbose")) {
            return Answer.text(200, "ok");
        }
        StringBuilder out = new StringBuilder();
        for (String check : CHECKS) {
            if (check.equals("etcd") && !etcd) {
                out.append("[+]etcd excluded: ok\n");
            } else if (failing.contains(check)) {
                out.append("[-]").append(check).append(" failed: reason withheld\n");
            } else {
                out.append("[+]").append(check).append(" ok\n");
            }
        }
        String name = path.substring(1);
        out.append(name).append(failing.isEmpty() ? " check passed\n" : " check failed\n");
        return Answer.text(failing.isEmpty() ? 200 : 500, out.toString());
    }

    Answer metrics() {
        Servers.Load load = model.servers().load(server);
        StringBuilder out = new StringBuilder();
        out.append(
                "# HELP process_cpu_seconds_total [STABLE] Total user and system CPU time spent"
                        + " in seconds.\n# TYPE process_cpu_seconds_total counter\n");
        line(out, "process_cpu_seconds_total", model.servers().cpuSeconds(server));
        out.append("# TYPE process_resident_memory_bytes gauge\n");
        line(out, "process_resident_memory_bytes", model.servers().memory(server));
        out.append("# TYPE apiserver_flowcontrol_current_inqueue_requests gauge\n");
        line(
                out,
                "apiserver_flowcontrol_current_inqueue_requests{flow_schema=\"service-accounts\",priority_level=\"workload-low\"}",
                load.waiting());
        out.append("# TYPE apiserver_flowcontrol_current_executing_requests gauge\n");
        line(
                out,
                "apiserver_flowcontrol_current_executing_requests{flow_schema=\"service-accounts\",priority_level=\"workload-low\"}",
                load.offendersRunning());
        line(
                out,
                "apiserver_flowcontrol_current_executing_requests{flow_schema=\"system-nodes\",priority_level=\"system\"}",
                load.othersRunning());
        out.append("# TYPE apiserver_request_total counter\n");
        model.servers()
                .answers(server)
                .forEach((key, n) -> {
                    String[] p = key.split(" ", 2);
                    line(
                            out,
                            "apiserver_request_total{code=\""
                                    + p[1]
                                    + "\",component=\"apiserver\",dry_run=\"\",group=\"\",resource=\""
                                    + (p[0].equals("lease") ? "leases" : "pods")
                                    + "\",scope=\"cluster\",subresource=\"\",verb=\""
                                    + (p[0].equals("lease") ? "PUT" : "LIST")
                                    + "\",version=\"v1\"}",
                            n);
                });
        return new Answer(
                200, "text/plain; version=0.0.4; charset=utf-8", out.toString(), Map.of());
    }

    private static void line(StringBuilder out, String name, double value) {
        out.append(name).append(' ');
        out.append(
                value == Math.rint(value)
                        ? Long.toString((long) value)
                        : String.format(Locale.ROOT, "%.6f", value));
        out.append('\n');
    }

    Answer priorityLevels() {
        Servers.Load l = model.servers().load(server);
        StringBuilder out =
                new StringBuilder(
                        row(
                                "PriorityLevelName",
                                "ActiveQueues",
                                "IsIdle",
                                "IsQuiescing",
                                "WaitingRequests",
                                "ExecutingRequests",
                                "DispatchedRequests",
                                "RejectedRequests",
                                "TimedoutRequests",
                                "CancelledRequests"));
        Map<String, Long> answers = model.servers().answers(server);
        long rejected = answers.getOrDefault("offender 429", 0L);
        int waiting = Math.max(0, l.waiting() - l.offendersRunning() - l.othersRunning());
        for (String level :
                List.of(
                        "catch-all",
                        "exempt",
                        "global-default",
                        "leader-election",
                        "node-high",
                        "system",
                        "workload-high",
                        "workload-low")) {
            boolean low = level.equals("workload-low");
            boolean system = level.equals("system");
            int executing = low ? l.offendersRunning() : system ? l.othersRunning() : 0;
            out.append(
                    row(
                            level,
                            low && waiting > 0 ? "6" : "0",
                            Boolean.toString(executing == 0),
                            "false",
                            low ? Integer.toString(waiting) : "0",
                            Integer.toString(executing),
                            Long.toString(
                                    low
                                            ? answers.getOrDefault("offender 200", 0L)
                                            : system ? answers.getOrDefault("relist 200", 0L) : 0),
                            low ? Long.toString(rejected) : "0",
                            "0",
                            "0"));
        }
        return Answer.text(200, out.toString());
    }

    Answer queues() {
        Servers.Load l = model.servers().load(server);
        StringBuilder out =
                new StringBuilder(
                        row(
                                "PriorityLevelName",
                                "Index",
                                "PendingRequests",
                                "ExecutingRequests",
                                "SeatsInUse",
                                "NextDispatchR",
                                "InitialSeatsSum",
                                "MaxSeatsSum",
                                "TotalWorkSum"));
        int executing = l.offendersRunning();
        for (int q = 0; q < 6; q++) {
            int mine = executing / 6 + (q < executing % 6 ? 1 : 0);
            out.append(
                    row(
                            "workload-low",
                            Integer.toString(q * 19 + 3),
                            Integer.toString(l.waiting() / 6),
                            Integer.toString(mine),
                            Integer.toString(mine * 10),
                            "0.00000000ss",
                            Integer.toString(l.waiting() / 6 * 10),
                            Integer.toString(l.waiting() / 6 * 10),
                            "0.00000000ss"));
        }
        return Answer.text(200, out.toString());
    }

    Answer requests(boolean details, String arrived) {
        Servers.Load l = model.servers().load(server);
        StringBuilder out =
                new StringBuilder(
                        details
                                ? row(
                                        "PriorityLevelName",
                                        "FlowSchemaName",
                                        "QueueIndex",
                                        "RequestIndexInQueue",
                                        "FlowDistingsher",
                                        "ArriveTime",
                                        "InitialSeats",
                                        "FinalSeats",
                                        "AdditionalLatency",
                                        "StartTime",
                                        "UserName",
                                        "Verb",
                                        "APIPath",
                                        "Namespace",
                                        "Name",
                                        "APIVersion",
                                        "Resource",
                                        "SubResource")
                                : row(
                                        "PriorityLevelName",
                                        "FlowSchemaName",
                                        "QueueIndex",
                                        "RequestIndexInQueue",
                                        "FlowDistingsher",
                                        "ArriveTime",
                                        "InitialSeats",
                                        "FinalSeats",
                                        "AdditionalLatency",
                                        "StartTime"));
        String user =
                model.offender()
                        .map(w -> "system:serviceaccount:" + w.namespace() + ":" + w.name())
                        .orElse("system:serviceaccount:default:default");
        rows(out, details, l.offendersRunning(), "workload-low", "service-accounts", user, arrived);
        for (int i = 0; i < l.othersRunning(); i++) {
            String node =
                    "system:node:ip-" + model.nodeAddress(i).getHostAddress().replace('.', '-');
            rows(out, details, 1, "system", "system-nodes", node, arrived);
        }
        return Answer.text(200, out.toString());
    }

    private static void rows(
            StringBuilder out,
            boolean details,
            int count,
            String level,
            String schema,
            String user,
            String arrived) {
        for (int i = 0; i < count; i++) {
            out.append(
                    details
                            ? row(
                                    level,
                                    schema,
                                    Integer.toString(i % 6),
                                    "-1",
                                    user,
                                    arrived,
                                    "10",
                                    "0",
                                    "0s",
                                    arrived,
                                    user,
                                    "list",
                                    "/api/v1/pods",
                                    "",
                                    "",
                                    "v1",
                                    "pods",
                                    "")
                            : row(
                                    level,
                                    schema,
                                    Integer.toString(i % 6),
                                    "-1",
                                    user,
                                    arrived,
                                    "10",
                                    "0",
                                    "0s",
                                    arrived));
        }
    }

    private static String row(String... cells) {
        return String.join(", ", cells) + "\n";
    }
}
