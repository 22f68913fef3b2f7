package dev.postern.drill;

import dev.postern.core.fleet.HostId;
import dev.postern.core.problem.Position;
import dev.postern.core.value.Workload;
import dev.postern.lab.model.ModelProfile;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A drill's script, after parsing.
 *
 * @param name the word on the command line
 * @param playbook the playbook that breaks it
 * @param after the public post-mortem that it is taken from
 * @param begins when, after the lab has opened, the operator sits down; the fault has had this long
 * @param answers what an unattended drill answers to the playbook's gates, and its parameters
 */
public record Scenario(
        String name,
        String playbook,
        String title,
        String after,
        FleetShape fleet,
        String story,
        Duration begins,
        List<Inject> timeline,
        List<Objective> objectives,
        List<String> hints,
        List<Given> answers,
        List<Given> parameters,
        String file) {
    public Scenario {
        timeline = List.copyOf(timeline);
        objectives = List.copyOf(objectives);
        hints = List.copyOf(hints);
        answers = List.copyOf(answers);
        parameters = List.copyOf(parameters);
    }

    /** The offender of the scenario's storm, where it has one. */
    public Optional<Workload> offender() {
        return timeline.stream()
                .flatMap(i ->
                        i.event() instanceof Event.Storm s
                                ? java.util.stream.Stream.of(s.workload())
                                : java.util.stream.Stream.empty())
                .findFirst();
    }

    /**
     * What the lab is made of.
     *
     * @param nodes of each cluster, as many as there are clusters
     * @param profile the constants of the lab's model
     * @param cores of each control-plane host; empty for as many as so many nodes usually get
     */
    public record FleetShape(
            int hosts,
            List<Integer> nodes,
            String kubernetes,
            ModelProfile profile,
            Optional<Double> cores) {
        public FleetShape {
            nodes = List.copyOf(nodes);
        }
    }

    /** A name with its value. */
    public record Given(String name, String value) {}

    /** Something that the drill makes happen, so long after the lab has opened. */
    public record Inject(Duration at, Event event) {}

    /** What can be injected. */
    public sealed interface Event {
        record Storm(Workload workload, Duration every) implements Event {}

        record DnsDecay(Duration over) implements Event {}

        record HostKeyChanged(HostId host, String because) implements Event {}

        record HostDown(HostId host, String because) implements Event {}

        record HostUp(HostId host) implements Event {}

        record Message(String from, String text) implements Event {}
    }

    /**
     * A condition over the lab's truth at the end, and what it is worth; within counts from the
     * run's opening.
     */
    public record Objective(
            String that, Position position, Optional<Duration> within, int points) {}
}
