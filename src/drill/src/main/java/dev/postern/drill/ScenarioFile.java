package dev.postern.drill;

import dev.postern.core.fleet.HostId;
import dev.postern.core.problem.Checked;
import dev.postern.core.value.Workload;
import dev.postern.document.Fields;
import dev.postern.document.Node;
import dev.postern.document.Reading;
import dev.postern.document.YamlText;
import dev.postern.lab.LabSpec;
import dev.postern.lab.model.ModelProfile;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code NAME.drill.yaml}; every mistake is reported at once. */
public final class ScenarioFile {
    private static final int MOST_CLUSTERS = 8;
    private static final String CORES =
            "a number from "
                    + LabSpec.LEAST_CORES
                    + " to "
                    + LabSpec.MOST_CORES
                    + ", like 0.3 or 16";
    private static final List<String> FAULTS =
            List.of("daemonset-storm", "dns-decay", "host-down", "host-key-changed", "host-up");

    private final Reading reading = new Reading();

    private ScenarioFile() {}

    public static Checked<Scenario> read(String file, byte[] bytes) {
        return switch (YamlText.read(file, bytes)) {
            case Checked.Faulty<Node> f -> new Checked.Faulty<>(f.problems());
            case Checked.Sound<Node> s -> new ScenarioFile().scenario(file, s.value());
        };
    }

    private Checked<Scenario> scenario(String file, Node root) {
        Optional<Fields> map = reading.map(root, "a drill");
        if (map.isEmpty()) {
            return reading.result(() -> {
                throw new IllegalStateException("no map and no problem");
            });
        }
        Fields f = map.get();
        Optional<String> name = f.requiredText("drill");
        Optional<String> playbook = f.requiredText("playbook");
        Optional<String> title = f.requiredText("title");
        Optional<String> after = f.requiredText("after");
        Optional<Scenario.FleetShape> fleet = f.required("fleet").flatMap(this::fleet);
        Optional<String> story = f.requiredText("story");
        Duration begins =
                f.optional("begins")
                        .flatMap(n -> reading.duration(n, "begins"))
                        .orElse(Duration.ofMinutes(5));
        List<Scenario.Inject> timeline = each(f.required("timeline"), "timeline", this::inject);
        List<Scenario.Objective> objectives =
                each(f.required("objectives"), "objectives", this::objective);
        List<String> hints = each(f.optional("hints"), "hints", n -> reading.text(n, "a hint"));
        List<Scenario.Given> answers =
                f.optional("answers").map(n -> given(n, "answers")).orElse(List.of());
        List<Scenario.Given> parameters =
                f.optional("set").map(n -> given(n, "set")).orElse(List.of());
        f.end();
        return reading.result(() ->
                new Scenario(
                        name.orElseThrow(),
                        playbook.orElseThrow(),
                        title.orElseThrow(),
                        after.orElseThrow(),
                        fleet.orElseThrow(),
                        story.orElseThrow(),
                        begins,
                        timeline,
                        objectives,
                        hints,
                        answers,
                        parameters,
                        file));
    }

    private Optional<Scenario.FleetShape> fleet(Node node) {
        return reading.map(node, "fleet")
                .flatMap(f -> {
                    Optional<Integer> clusters =
                            f.required("clusters")
                                    .flatMap(n -> reading.integer(n, "clusters", 1, MOST_CLUSTERS));
                    Optional<Integer> hosts =
                            f.required("hosts").flatMap(n -> reading.integer(n, "hosts", 1, 9));
                    Optional<Node> list = f.required("nodes");
                    List<Integer> nodes =
                            each(list, "nodes", n -> reading.integer(n, "nodes", 0, 10_000));
                    Optional<String> kubernetes = f.requiredText("kubernetes");
                    ModelProfile profile =
                            f.optional("profile")
                                    .flatMap(
                                            n -> reading.choice(n, "profile", ModelProfile.BY_NAME))
                                    .orElse(ModelProfile.REFERENCE);
                    Optional<Double> cores =
                            f.optional("cores")
                                    .flatMap(n ->
                                            reading.value(n, "cores", CORES, ScenarioFile::cores));
                    f.end();
                    if (clusters.isPresent()
                            && list.isPresent()
                            && nodes.size() != clusters.get()) {
                        reading.problem(
                                list.get(),
                                "nodes has "
                                        + nodes.size()
                                        + " numbers for "
                                        + clusters.get()
                                        + " clusters",
                                "one number for each cluster");
                    }
                    return hosts.flatMap(h ->
                            kubernetes.map(
                                    k -> new Scenario.FleetShape(h, nodes, k, profile, cores)));
                });
    }

    private static Optional<Double> cores(String text) {
        if (!text.matches("[0-9]{1,4}(\\.[0-9]{1,3})?")) {
            return Optional.empty();
        }
        double cores = Double.parseDouble(text);
        return cores >= LabSpec.LEAST_CORES && cores <= LabSpec.MOST_CORES
                ? Optional.of(cores)
                : Optional.empty();
    }

    private Optional<Scenario.Inject> inject(Node node) {
        return reading.map(node, "an inject")
                .flatMap(f -> {
                    Optional<Duration> at =
                            f.required("at").flatMap(n -> reading.duration(n, "at"));
                    Optional<Scenario.Event> event =
                            f.has("message")
                                    ? f.required("message").flatMap(this::message)
                                    : fault(f);
                    f.end();
                    return at.flatMap(a -> event.map(e -> new Scenario.Inject(a, e)));
                });
    }

    private Optional<Scenario.Event> message(Node node) {
        return reading.map(node, "a message")
                .flatMap(f -> {
                    Optional<String> from = f.requiredText("from");
                    Optional<String> text = f.requiredText("text");
                    f.end();
                    return from.flatMap(a -> text.map(b -> new Scenario.Event.Message(a, b)));
                });
    }

    private Optional<Scenario.Event> fault(Fields f) {
        Optional<Node> node = f.required("fault");
        Optional<String> kind = node.flatMap(n -> reading.text(n, "fault"));
        if (kind.isEmpty()) {
            return Optional.empty();
        }
        return switch (kind.get()) {
            case "daemonset-storm" -> {
                Optional<Workload> workload =
                        f.required("workload")
                                .flatMap(n ->
                                        reading.value(
                                                n,
                                                "workload",
                                                "namespace/kind/name",
                                                Workload::parse));
                Duration every =
                        f.optional("every")
                                .flatMap(n -> reading.duration(n, "every"))
                                .orElse(Duration.ofMinutes(1));
                yield workload.map(w -> new Scenario.Event.Storm(w, every));
            }
            case "dns-decay" ->
                    f.required("over")
                            .flatMap(n -> reading.duration(n, "over"))
                            .map(Scenario.Event.DnsDecay::new);
            case "host-key-changed" ->
                    host(f).map(h ->
                            new Scenario.Event.HostKeyChanged(
                                    h, f.optionalText("because").orElse("")));
            case "host-down" ->
                    host(f).map(h ->
                            new Scenario.Event.HostDown(h, f.optionalText("because").orElse("")));
            case "host-up" -> host(f).map(Scenario.Event.HostUp::new);
            default -> {
                // What belongs to it cannot be known; one mistake is enough.
                f.know(f.node().entries().stream().map(Node.Entry::key).toList());
                node.ifPresent(n -> reading.unknown(n, "fault", kind.get(), FAULTS));
                yield Optional.empty();
            }
        };
    }

    private Optional<HostId> host(Fields f) {
        return f.required("host")
                .flatMap(n ->
                        reading.value(n, "host", "cluster/host, like lab-1/cp2", HostId::parse));
    }

    private Optional<Scenario.Objective> objective(Node node) {
        return reading.map(node, "an objective")
                .flatMap(f -> {
                    Optional<Node> that = f.required("that");
                    Optional<String> text = that.flatMap(n -> reading.text(n, "that"));
                    Optional<Duration> within =
                            f.optional("within").flatMap(n -> reading.duration(n, "within"));
                    Optional<Integer> points =
                            f.required("points")
                                    .flatMap(n -> reading.integer(n, "points", 0, 1000));
                    f.end();
                    return text.flatMap(t ->
                            points.map(p ->
                                    new Scenario.Objective(
                                            t, that.orElseThrow().position(), within, p)));
                });
    }

    private List<Scenario.Given> given(Node node, String what) {
        if (!(node instanceof Node.MapNode map)) {
            reading.problem(node, what + " is " + Reading.shown(node), "a map");
            return List.of();
        }
        List<Scenario.Given> all = new ArrayList<>();
        for (Node.Entry e : map.entries()) {
            reading.text(e.value(), e.key())
                    .ifPresent(v -> all.add(new Scenario.Given(e.key(), v)));
        }
        return all;
    }

    private <T> List<T> each(
            Optional<Node> list, String what, java.util.function.Function<Node, Optional<T>> read) {
        List<T> all = new ArrayList<>();
        list.ifPresent(l -> reading.list(l, what).forEach(n -> read.apply(n).ifPresent(all::add)));
        return all;
    }

    /** The kinds of faults, for completion and the reference. */
    public static Map<String, String> faults() {
        return Map.of(
                "daemonset-storm", "a DaemonSet on every node lists all pods, again and again",
                "dns-decay", "cached DNS answers expire while the API is away",
                "host-down", "a host is switched off",
                "host-key-changed", "a host has another SSH host key",
                "host-up", "a host is switched on again");
    }
}
