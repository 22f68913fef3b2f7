package dev.postern.playbook;

import dev.postern.core.action.About;
import dev.postern.core.action.Action;
import dev.postern.core.action.Catalogue;
import dev.postern.core.action.Danger;
import dev.postern.core.action.FactSource;
import dev.postern.core.action.Probe;
import dev.postern.core.action.Target;
import dev.postern.core.action.Traits;
import dev.postern.core.action.UndoClass;
import dev.postern.core.fact.FactValue;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.reach.Done;
import dev.postern.core.reach.Reach;
import dev.postern.core.value.Factor;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;
import dev.postern.core.value.Percent;
import dev.postern.core.value.Workload;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The words of the shipped playbooks, with records of the same shape as the built-in actions'. */
final class TestCatalogue {
    enum Who {
        OPERATOR,
        CONTROL_PLANE
    }

    enum Lift {
        STAGED,
        AT_ONCE
    }

    enum From {
        HOSTS,
        API,
        BOTH
    }

    enum Probes {
        RELAXED,
        UNCHANGED
    }

    enum Cascade {
        BACKGROUND,
        ORPHAN
    }

    enum Pods {
        FORCE,
        LEAVE
    }

    record Nothing() {}

    record OfWorkload(@About("Which.") Workload workload) {}

    record Revoke(
            @About("Which.") Workload workload,
            @About(value = "Refuse others.", byDefault = "true") boolean onlySubject) {}

    record Delete(
            @About("Which.") Workload workload,
            @About(value = "How.", byDefault = "background") Cascade cascade,
            @About(value = "Pods.", byDefault = "force") Pods pods) {}

    enum How {
        REMOVE,
        IGNORE
    }

    record Hook(
            @About("Which.") String webhook,
            @About(value = "How.", byDefault = "remove") How how) {}

    record Freeze(@About(value = "How long.", byDefault = "45m") Duration expires) {
        Freeze {
            if (expires.compareTo(Duration.ofMinutes(45)) > 0) {
                throw new IllegalArgumentException("expires is at most 45m");
            }
        }
    }

    record Block(
            @About(value = "Who.", byDefault = "[operator, control-plane]") List<Who> allow,
            @About(value = "How long.", byDefault = "15m") Duration expires,
            @About(value = "How.", byDefault = "staged") Lift lift,
            @About(value = "Dropped.", byDefault = "[]") List<String> offenders) {}

    record Raise(
            @About(value = "Probes.", byDefault = "relaxed") Probes probes,
            @About(value = "Back-off.", byDefault = "true") boolean freshBackoff,
            @About("CPU.") Optional<Factor> cpu,
            @About("Memory.") Optional<String> memory,
            @About("In flight.") Optional<Integer> inflight) {}

    record Scale(@About("Which.") List<String> groups, @About("To what.") String to) {}

    record Admit(
            @About(value = "First.", byDefault = "1%") Percent first,
            @About(value = "Growth.", byDefault = "measured") String grow,
            @About(value = "Last.", byDefault = "100%") Percent to,
            @About(value = "Hold.", byDefault = "30s") Duration hold,
            @About(value = "While.", key = "while", condition = true, byDefault = "api.ready")
                    String condition) {}

    record Renew(@About(value = "At least.", byDefault = "30d") Duration atLeast) {}

    record Look(@About(value = "Where.", byDefault = "both") From from) {}

    static final Catalogue CATALOGUE =
            new Catalogue(
                    List.of(
                            new Act<>("freeze-controllers", Danger.MODERATE, Freeze.class),
                            new Act<>("block-api", Danger.MODERATE, Block.class),
                            new Act<>("readmit", Danger.MODERATE, Admit.class),
                            new Act<>("raise-apiserver", Danger.MODERATE, Raise.class),
                            new Act<>("jail-client", Danger.MILD, OfWorkload.class),
                            new Act<>("revoke-client", Danger.MODERATE, Revoke.class),
                            new Act<>("hold-out", Danger.MODERATE, OfWorkload.class),
                            new Act<>("delete-workload", Danger.SEVERE, Delete.class),
                            new Act<>("clear-etcd-alarm", Danger.MODERATE, Nothing.class),
                            new Act<>("renew-certificates", Danger.MODERATE, Renew.class),
                            new Act<>("remove-webhook", Danger.MODERATE, Hook.class),
                            new Act<>("scale-down", Danger.SEVERE, Scale.class)),
                    List.of(
                            new See<>("diagnose", Look.class),
                            new See<>("api-health", Nothing.class)),
                    List.of(
                            fact("api.ready", FactSource.Type.BOOL),
                            fact("api.covered", FactSource.Type.BOOL),
                            fact("api.herdSeparable", FactSource.Type.BOOL),
                            fact("hosts.reachable", FactSource.Type.NUMBER),
                            fact("etcd.healthy", FactSource.Type.BOOL),
                            fact("etcd.quorum", FactSource.Type.BOOL),
                            fact("offender.silent", FactSource.Type.BOOL),
                            fact("sources.loud", FactSource.Type.NUMBER),
                            fact("nodes.back", FactSource.Type.NUMBER),
                            fact("server.cpu", FactSource.Type.NUMBER),
                            fact("server.restarts", FactSource.Type.NUMBER)));

    private TestCatalogue() {}

    private static FactSource fact(String name, FactSource.Type type) {
        return new FactSource() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Type type() {
                return type;
            }

            @Override
            public String source() {
                return "a test";
            }

            @Override
            public Duration window() {
                return Duration.ZERO;
            }

            @Override
            public String cost() {
                return "nothing";
            }

            @Override
            public FactValue read(Cluster cluster, JsonValue.Obj bindings, Reach reach) {
                throw new AssertionError("nobody reads facts here");
            }
        };
    }

    /** An action of which only its words count. */
    record Act<P extends Record>(String name, Danger danger, Class<P> parameters)
            implements Action<P, Nothing> {
        @Override
        public Traits traits() {
            return new Traits(
                    name,
                    name,
                    danger,
                    Traits.Repeat.SAFE,
                    name.equals("block-api") ? Traits.Coverage.ALL : Traits.Coverage.EACH,
                    Traits.Path.SSH,
                    false);
        }

        @Override
        public Class<Nothing> state() {
            return Nothing.class;
        }

        @Override
        public List<Target> targets(P p, Cluster cluster) {
            return List.of();
        }

        @Override
        public Outcome<Nothing> observe(Target target, P p, Reach reach) {
            return Outcome.ok(new Nothing());
        }

        @Override
        public Nothing desire(Nothing before, P p) {
            return before;
        }

        @Override
        public Outcome<Done> drive(Target target, Nothing from, Nothing to, P p, Reach reach) {
            throw new AssertionError("nobody drives here");
        }

        @Override
        public UndoClass undo(Nothing before, Nothing wanted) {
            return new UndoClass.Exact();
        }

        @Override
        public List<String> commands(
                Target target, Nothing from, Nothing to, P p, Cluster cluster) {
            return List.of();
        }
    }

    /** A probe of which only its words count. */
    record See<P extends Record>(String name, Class<P> parameters) implements Probe<P, Nothing> {
        @Override
        public String title() {
            return name;
        }

        @Override
        public Class<Nothing> result() {
            return Nothing.class;
        }

        @Override
        public Outcome<Nothing> look(Cluster cluster, P p, Reach reach) {
            return Outcome.ok(new Nothing());
        }

        @Override
        public List<String> lines(Nothing result) {
            return List.of();
        }
    }
}
