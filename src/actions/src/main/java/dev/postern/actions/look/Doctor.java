package dev.postern.actions.look;

import dev.postern.actions.fence.FenceReading;
import dev.postern.actions.fence.Herd;
import dev.postern.actions.host.HostChecks;
import dev.postern.actions.host.OnHost;
import dev.postern.actions.host.ServerFlags;
import dev.postern.core.action.Check;
import dev.postern.core.action.Check.Verdict;
import dev.postern.core.action.Probe;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.fleet.Host;
import dev.postern.core.reach.Command;
import dev.postern.core.reach.KubernetesApi;
import dev.postern.core.reach.Reach;
import dev.postern.core.text.Neutral;
import dev.postern.core.value.Outcome;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether everything that a fight needs would work tonight. Changes nothing. */
public final class Doctor implements Probe<Doctor.Parameters, Doctor.Found> {
    /** Without these a lever cannot be pulled. */
    private static final List<String> TOOLS =
            List.of(
                    "cat",
                    "chmod",
                    "chown",
                    "crictl",
                    "date",
                    "dd",
                    "df",
                    "find",
                    "install",
                    "ip",
                    "mv",
                    "nft",
                    "rm",
                    "sha256sum",
                    "ss",
                    "sync",
                    "systemctl",
                    "tail",
                    "timeout");

    private static final Duration SKEW = Duration.ofSeconds(30);

    /** It takes nothing. */
    public record Parameters() {}

    /** All checks, hosts in the fleet's order, the cluster's own last. */
    public record Found(List<Check> checks) {
        public Found {
            checks = List.copyOf(checks);
        }

        /** Whether nothing failed. */
        public boolean isSound() {
            return checks.stream().noneMatch(c -> c.verdict() == Verdict.FAILED);
        }
    }

    @Override
    public String name() {
        return "doctor";
    }

    @Override
    public String title() {
        return "Whether paths, sudo, tools and identities would work tonight";
    }

    @Override
    public Class<Parameters> parameters() {
        return Parameters.class;
    }

    @Override
    public Class<Found> result() {
        return Found.class;
    }

    @Override
    public Outcome<Found> look(Cluster cluster, Parameters parameters, Reach reach) {
        List<Check> checks = new ArrayList<>();
        for (Host h : cluster.hosts()) {
            checks.addAll(host(h, reach));
        }
        checks.addAll(ofCluster(cluster, reach));
        return Outcome.ok(new Found(checks));
    }

    private static List<Check> host(Host h, Reach reach) {
        OnHost on = new OnHost(h.id(), reach);
        String name = h.id().toString();
        List<Check> checks = new ArrayList<>();
        Outcome<String> in = on.text(Command.of("true"));
        checks.add(check(name, "ssh lets us in", in, "check the fleet's ssh entry for " + name));
        if (!in.isOk()) {
            return checks;
        }
        Outcome<String> root = on.text(Command.asRoot("true"));
        checks.add(
                check(
                        name,
                        "sudo makes us root",
                        root,
                        "allow sudo without a question, or give its" + " password in the fleet"));
        if (!root.isOk()) {
            return checks;
        }
        checks.add(HostChecks.tools(on, TOOLS));
        checks.add(HostChecks.disk(on));
        checks.add(clock(on, reach.time().now()));
        checks.add(distribution(on));
        checks.add(leftover(on));
        return checks;
    }

    private static Check check(String where, String what, Outcome<?> seen, String next) {
        return seen.whyNot()
                .map(f -> new Check(where, what, Verdict.FAILED, f.sentence(), next))
                .orElseGet(() -> new Check(where, what, Verdict.GOOD, "", ""));
    }

    private static Check clock(OnHost on, Instant now) {
        String what = "its clock agrees with ours";
        Outcome<String> date = on.text(Command.of("date", "+%s"));
        Optional<Long> theirs =
                date.got()
                        .map(String::strip)
                        .filter(t -> t.matches("\\d{1,12}"))
                        .map(Long::parseLong);
        return theirs.map(t -> Math.abs(t - now.getEpochSecond()))
                .map(s ->
                        new Check(
                                on.id().toString(),
                                what,
                                s > SKEW.toSeconds() ? Verdict.WARNING : Verdict.GOOD,
                                s + " s apart",
                                s > SKEW.toSeconds()
                                        ? "certificates and tokens may fail; check its time source"
                                        : ""))
                .orElseGet(
                        () -> new Check(on.id().toString(), what, Verdict.UNKNOWN, "no date", ""));
    }

    private static Check distribution(OnHost on) {
        String what = "it is a kubeadm host";
        return switch (on.files().read(ServerFlags.MANIFEST)) {
            case Outcome.Failed<Optional<dev.postern.core.reach.Files.Content>>(var f) ->
                    new Check(on.id().toString(), what, Verdict.UNKNOWN, f.sentence(), "");
            case Outcome.Ok<Optional<dev.postern.core.reach.Files.Content>>(var file) ->
                    file.isEmpty()
                            ? new Check(
                                    on.id().toString(),
                                    what,
                                    Verdict.FAILED,
                                    "there is no " + ServerFlags.MANIFEST,
                                    "other distributions are not supported yet")
                            : audit(on, what, ServerFlags.of(file.get().bytes()));
        };
    }

    private static Check audit(OnHost on, String what, ServerFlags flags) {
        return flags.auditLog().isPresent()
                ? new Check(on.id().toString(), what, Verdict.GOOD, "", "")
                : new Check(
                        on.id().toString(),
                        what,
                        Verdict.WARNING,
                        "it writes no audit log, so a lockout's offender is hard to name",
                        "set --audit-log-path");
    }

    private static Check leftover(OnHost on) {
        String what = "no block of ours is left";
        return switch (FenceReading.on(on)) {
            case Outcome.Failed<Optional<dev.postern.actions.fence.Fence>>(var f) ->
                    new Check(on.id().toString(), what, Verdict.UNKNOWN, f.sentence(), "");
            case Outcome.Ok<Optional<dev.postern.actions.fence.Fence>>(var fence) ->
                    fence.isEmpty()
                            ? new Check(on.id().toString(), what, Verdict.GOOD, "", "")
                            : new Check(
                                    on.id().toString(),
                                    what,
                                    Verdict.WARNING,
                                    "the table inet postern is there",
                                    "undo the run that made it: postern runs list");
        };
    }

    private static List<Check> ofCluster(Cluster cluster, Reach reach) {
        List<Check> checks = new ArrayList<>();
        String name = cluster.name().value();
        Outcome<KubernetesApi.Identity> us = reach.api(cluster.name()).identity();
        checks.add(
                us.got()
                        .filter(i -> !i.exempt())
                        .map(i ->
                                new Check(
                                        name,
                                        "our identity is exempt from priority and fairness",
                                        Verdict.WARNING,
                                        i.user() + " is not",
                                        "list super-admin.conf first among the fleet's identities"))
                        .orElseGet(() ->
                                check(
                                        name,
                                        "our identity is exempt from priority and fairness",
                                        us,
                                        "check the fleet's api identities")));
        Herd herd = Herd.of(cluster, reach);
        checks.add(
                herd.hidden(cluster)
                        .map(f ->
                                new Check(
                                        name,
                                        "a block could tell the herd apart",
                                        Verdict.WARNING,
                                        f.why(),
                                        f.next()))
                        .orElseGet(() ->
                                new Check(
                                        name,
                                        "a block could tell the herd apart",
                                        herd.isSeen() ? Verdict.GOOD : Verdict.UNKNOWN,
                                        herd.isSeen()
                                                ? herd.sources() + " sources are seen"
                                                : "nobody is connected just now",
                                        "")));
        return checks;
    }

    @Override
    public List<String> lines(Found f) {
        return f.checks().stream()
                .map(c ->
                        c.verdict().name().toLowerCase(java.util.Locale.ROOT)
                                + " "
                                + c.where()
                                + ": "
                                + c.what()
                                + (c.detail().isEmpty() ? "" : " (" + c.detail() + ")")
                                + (c.next().isEmpty() || c.verdict() == Verdict.GOOD
                                        ? ""
                                        : "; " + c.next()))
                .map(l -> Neutral.line(l, 300))
                .toList();
    }
}
