package dev.postern.fleet;

import dev.postern.core.fleet.ApprovalPolicy;
import dev.postern.document.Fields;
import dev.postern.document.Node;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** {@code approvals:} of a fleet. */
final class ApprovalPart {
    private static final Map<String, ApprovalPolicy.NeededFor> NEEDED_FOR =
            Map.of(
                    "severe", ApprovalPolicy.NeededFor.SEVERE,
                    "every", ApprovalPolicy.NeededFor.EVERY);
    private static final int MOST_PEOPLE = 20;
    private static final Duration LONGEST = Duration.ofHours(12);

    private ApprovalPart() {}

    static Optional<ApprovalPolicy> read(Node node, Context context) {
        Optional<Fields> found = context.reading.map(node, "approvals");
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Fields fields = found.get();
        Optional<Path> signers =
                fields.required("allowed-signers")
                        .flatMap(n -> context.path(n, "allowed-signers", false));
        Optional<Integer> people =
                fields.required("people")
                        .flatMap(n -> context.reading.integer(n, "people", 1, MOST_PEOPLE));
        ApprovalPolicy.NeededFor neededFor =
                fields.optional("needed-for")
                        .flatMap(n -> context.reading.choice(n, "needed-for", NEEDED_FOR))
                        .orElse(ApprovalPolicy.NeededFor.SEVERE);
        Optional<Duration> alone = fields.optional("self-approval").flatMap(n -> alone(n, context));
        fields.end();
        return signers.flatMap(s -> people.map(p -> new ApprovalPolicy(s, p, neededFor, alone)));
    }

    /** A plan is valid for a day, and must still be when the delay is over. */
    private static Optional<Duration> alone(Node node, Context context) {
        Optional<Duration> delay = context.reading.duration(node, "self-approval");
        if (delay.filter(d -> d.isZero() || d.compareTo(LONGEST) > 0).isPresent()) {
            context.reading.problem(
                    node,
                    "self-approval is " + dev.postern.document.Reading.shown(node),
                    "a delay of up to 12h; without this key nobody approves alone");
            return Optional.empty();
        }
        return delay;
    }
}
