package dev.postern.lab.host.program;

import dev.postern.core.value.JsonValue;
import dev.postern.json.JsonText;
import dev.postern.lab.api.LeafCertificates;
import dev.postern.lab.host.Workings;
import dev.postern.lab.host.Workings.Container;
import dev.postern.lab.host.Workings.ContainerState;
import dev.postern.lab.host.Workings.EtcdAnswer;
import dev.postern.lab.host.Workings.EtcdRequest;
import dev.postern.lab.host.Workings.Sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** {@code crictl}: ps, stats, logs, stop, pods, stopp, rmp, and exec of etcdctl. */
final class Crictl extends Simple {
    private static final String KNOWN =
            "crictl ps, stats, logs, stop, pods, stopp, rmp, inspect, and exec ID etcdctl";
    private static final String ENDPOINTS = "--endpoints=";
    private static final Set<String> CREDENTIALS =
            Set.of(
                    "--cacert=/etc/kubernetes/pki/etcd/ca.crt",
                    "--cert=/etc/kubernetes/pki/etcd/healthcheck-client.crt",
                    "--key=/etc/kubernetes/pki/etcd/healthcheck-client.key");

    /** A handshake with this host's own member needs both. */
    private static final List<String> BOTH_ENDS =
            List.of(
                    "/etc/kubernetes/pki/etcd/healthcheck-client.crt",
                    "/etc/kubernetes/pki/etcd/server.crt");

    Crictl() {
        super("crictl");
    }

    @Override
    void work(Call call, Written written) throws Usage {
        if (call.user() != 0) {
            throw new Usage(
                    1,
                    "validate service connection: connect to"
                            + " unix:///run/containerd/containerd.sock: permission denied");
        }
        List<String> a = call.arguments();
        if (a.isEmpty()) {
            throw Usage.notSimulated(name(), KNOWN);
        }
        Workings workings = call.machine().workings();
        List<String> rest = a.subList(1, a.size());
        switch (a.getFirst()) {
            case "ps" -> ps(workings, rest, written);
            case "stats" -> stats(workings, rest, written, call);
            case "logs" -> logs(workings, rest, written);
            case "inspect" -> inspect(workings, rest, written);
            case "pods" -> pods(workings, rest, written);
            case "stop" -> stopContainer(workings, rest, written);
            case "stopp" -> stop(workings, rest, written);
            case "rmp" -> remove(workings, rest, written);
            case "exec" -> exec(call, rest, written);
            default -> throw Usage.notSimulated(name(), KNOWN);
        }
    }

    private static void ps(Workings workings, List<String> arguments, Written written)
            throws Usage {
        List<String> rest = new ArrayList<>(arguments);
        boolean all = rest.remove("-a");
        Pattern name = pattern(take(rest, "--name"));
        json(rest, KNOWN);
        List<JsonValue> found = new ArrayList<>();
        for (Container c : workings.containers()) {
            if ((all || c.state() == ContainerState.CONTAINER_RUNNING)
                    && name.matcher(c.name()).find()) {
                found.add(CrictlJson.container(c));
            }
        }
        written.out(JsonText.pretty(JsonValue.object("containers", JsonValue.array(found))) + "\n");
    }

    private static void stats(Workings workings, List<String> arguments, Written written, Call call)
            throws Usage {
        String usage = "crictl stats -o json --label io.kubernetes.container.name=NAME";
        List<String> rest = new ArrayList<>(arguments);
        String label = take(rest, "--label");
        json(rest, usage);
        String key = "io.kubernetes.container.name=";
        if (!label.startsWith(key)) {
            throw Usage.notSimulated("crictl", usage);
        }
        List<JsonValue> found = new ArrayList<>();
        for (Container c : workings.containers()) {
            if (c.name().equals(label.substring(key.length()))) {
                workings.stats(c.id())
                        .ifPresent(s -> found.add(CrictlJson.stats(c, s, call.machine().now())));
            }
        }
        written.out(JsonText.pretty(JsonValue.object("stats", JsonValue.array(found))) + "\n");
    }

    private static void logs(Workings workings, List<String> arguments, Written written)
            throws Usage {
        List<String> rest = new ArrayList<>(arguments);
        String tail = take(rest, "--tail");
        if (rest.size() != 1 || !tail.matches("[0-9]{1,6}")) {
            throw Usage.notSimulated("crictl", "crictl logs --tail N ID");
        }
        Container c = container(workings, rest.getFirst());
        // What a container wrote to its standard error comes out on ours, and klog writes there.
        for (String line : workings.log(c.id(), Integer.parseInt(tail))) {
            written.err(line);
        }
    }

    private static void inspect(Workings workings, List<String> arguments, Written written)
            throws Usage {
        List<String> rest = new ArrayList<>(arguments);
        String id = rest.isEmpty() ? "" : rest.removeLast();
        json(rest, "crictl inspect -o json ID");
        Container c = container(workings, id);
        written.out(JsonText.pretty(JsonValue.object("status", CrictlJson.container(c))) + "\n");
    }

    private static void pods(Workings workings, List<String> arguments, Written written)
            throws Usage {
        List<String> rest = new ArrayList<>(arguments);
        String namespace = take(rest, "--namespace");
        Pattern name = pattern(take(rest, "--name"));
        json(rest, "crictl pods --namespace NS --name REGEX -o json");
        List<JsonValue> found = new ArrayList<>();
        for (Sandbox s : workings.sandboxes()) {
            if ((namespace.isEmpty() || s.namespace().equals(namespace))
                    && name.matcher(s.name()).find()) {
                found.add(CrictlJson.sandbox(s));
            }
        }
        written.out(JsonText.pretty(JsonValue.object("items", JsonValue.array(found))) + "\n");
    }

    private static void stopContainer(Workings workings, List<String> arguments, Written written)
            throws Usage {
        List<String> rest = new ArrayList<>(arguments);
        String timeout = take(rest, "--timeout");
        if (rest.size() != 1 || !timeout.matches("[0-9]{1,4}")) {
            throw Usage.notSimulated("crictl", "crictl stop --timeout SECONDS ID");
        }
        Container c = container(workings, rest.getFirst());
        workings.stopContainer(c.id());
        written.out(rest.getFirst() + "\n");
    }

    private static void stop(Workings workings, List<String> ids, Written written) throws Usage {
        for (String id : ids) {
            Sandbox s = sandbox(workings, id, "stopping the pod sandbox");
            workings.stopSandbox(s.id());
            written.out("Stopped sandbox " + id + "\n");
        }
    }

    private static void remove(Workings workings, List<String> ids, Written written) throws Usage {
        for (String id : ids) {
            Sandbox s = sandbox(workings, id, "getting sandbox status of pod");
            if (s.ready()) {
                throw new Usage(
                        1,
                        "pod sandbox \""
                                + id
                                + "\" is in state ready, please stop it before removing");
            }
            workings.removeSandbox(s.id());
            written.out("Removed sandbox " + id + "\n");
        }
    }

    private static void exec(Call call, List<String> arguments, Written written) throws Usage {
        Workings workings = call.machine().workings();
        String known =
                "crictl exec ID etcdctl --endpoints=… --cacert=… --cert=… --key=… and: endpoint"
                        + " health|status --cluster -w json, endpoint status -w json,"
                        + " compact REVISION,"
                        + " defrag --command-timeout=…, alarm disarm";
        if (arguments.size() < 2 || !arguments.get(1).equals("etcdctl")) {
            throw Usage.notSimulated("crictl", known);
        }
        Container c = container(workings, arguments.getFirst());
        if (c.state() != ContainerState.CONTAINER_RUNNING || !c.name().equals("etcd")) {
            throw new Usage(
                    1,
                    "execing command in container: rpc error: code = Unknown desc = container is"
                            + " in "
                            + c.state()
                            + " state, or has no etcdctl");
        }
        List<String> words = new ArrayList<>(arguments.subList(2, arguments.size()));
        Optional<String> endpoint =
                words.stream()
                        .filter(w -> w.startsWith(ENDPOINTS))
                        .findFirst()
                        .map(w -> w.substring(ENDPOINTS.length()));
        if (endpoint.isEmpty()
                || !words.containsAll(CREDENTIALS)
                || BOTH_ENDS.stream().anyMatch(p -> hasEnded(call, p))) {
            throw new Usage(1, "Error: context deadline exceeded");
        }
        words.removeAll(CREDENTIALS);
        words.remove(ENDPOINTS + endpoint.get());
        EtcdAnswer answer =
                workings.etcd(
                        etcdctl(words, endpoint.get())
                                .orElseThrow(() -> Usage.notSimulated("crictl", known)));
        written.out(answer.output());
        if (!answer.errors().isEmpty()) {
            written.err(answer.errors());
        }
        // crictl does not hand on the status of what it ran; it is 1.
        written.exit(answer.exit() == 0 ? 0 : 1);
    }

    private static Optional<EtcdRequest> etcdctl(List<String> words, String endpoint) {
        return switch (String.join(" ", words)) {
            case "endpoint health --cluster -w json" -> Optional.of(new EtcdRequest.Health());
            case "endpoint status --cluster -w json" -> Optional.of(new EtcdRequest.Status());
            case "endpoint status -w json" -> Optional.of(new EtcdRequest.OwnStatus(endpoint));
            case "alarm disarm" -> Optional.of(new EtcdRequest.Disarm());
            case String w when w.matches("compact [0-9]{1,18}") ->
                    Optional.of(new EtcdRequest.Compact(Long.parseLong(words.get(1))));
            case String w when w.matches("defrag --command-timeout=[0-9]{1,4}s") ->
                    Optional.of(new EtcdRequest.Defragment(endpoint));
            default -> Optional.empty();
        };
    }

    /**
     * etcd and etcdctl read their certificates at every handshake, and take none that has ended.
     */
    private static boolean hasEnded(Call call, String path) {
        return call.machine()
                .files()
                .content(path)
                .flatMap(LeafCertificates::expires)
                .filter(end -> !end.isAfter(call.machine().now()))
                .isPresent();
    }

    // ---- arguments

    private static String take(List<String> arguments, String option) {
        int at = arguments.indexOf(option);
        if (at < 0 || at + 1 == arguments.size()) {
            return "";
        }
        arguments.remove(at);
        return arguments.remove(at);
    }

    private static void json(List<String> rest, String known) throws Usage {
        if (!rest.equals(List.of("-o", "json"))) {
            throw Usage.notSimulated("crictl", known);
        }
    }

    private static Pattern pattern(String regex) throws Usage {
        try {
            return Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            throw new Usage(1, "error parsing regexp: " + e.getDescription());
        }
    }

    private static Container container(Workings workings, String id) throws Usage {
        return workings.containers().stream()
                .filter(c -> !id.isEmpty() && c.id().startsWith(id))
                .findFirst()
                .orElseThrow(() ->
                        new Usage(
                                1,
                                "rpc error: code = NotFound desc = an error occurred when try to"
                                        + " find container \""
                                        + id
                                        + "\": not found"));
    }

    private static Sandbox sandbox(Workings workings, String id, String doing) throws Usage {
        return workings.sandboxes().stream()
                .filter(s -> !id.isEmpty() && s.id().startsWith(id))
                .findFirst()
                .orElseThrow(() ->
                        new Usage(
                                1,
                                doing
                                        + " \""
                                        + id
                                        + "\": rpc error: code = NotFound desc = an error occurred"
                                        + " when try to find sandbox: not found"));
    }
}
