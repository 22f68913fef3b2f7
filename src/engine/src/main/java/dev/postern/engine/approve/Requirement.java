package dev.postern.engine.approve;

import dev.postern.approval.AllowedSigners;
import dev.postern.approval.ApprovalText;
import dev.postern.approval.Approvals;
import dev.postern.approval.Approvals.Approval;
import dev.postern.approval.GivenSignature;
import dev.postern.core.action.Catalogue;
import dev.postern.core.action.Danger;
import dev.postern.core.fleet.ApprovalPolicy;
import dev.postern.core.fleet.Fleet;
import dev.postern.core.playbook.Playbook;
import dev.postern.core.playbook.Step;
import dev.postern.core.reach.ShellQuoting;
import dev.postern.core.value.Durations;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;
import dev.postern.engine.plan.Plan;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a fleet asks of a plan before it may be run. It follows from the playbook's text, which the
 * plan's digest covers, and not from the changes that a plan's file shows: those can be written by
 * anybody.
 *
 * @param because the steps that ask for it: "remove (delete-workload)"
 */
public record Requirement(ApprovalPolicy policy, Plan plan, List<String> because) {
    private static final int MOST_SHOWN = 3;

    public Requirement {
        because = List.copyOf(because);
    }

    /** What came of judging. */
    public sealed interface Verdict {
        /** Enough people approved. */
        record Enough(List<Approval> approvals) implements Verdict {}

        /** Too few did, and the operator takes it alone after this delay. */
        record Alone(List<Approval> approvals, int missing, Duration delay, String reason)
                implements Verdict {}

        /** It may not be run. */
        record Missing(Failure why) implements Verdict {}
    }

    /** Empty where the fleet asks for nothing. */
    public static Optional<Requirement> of(
            Plan plan, Playbook playbook, Catalogue catalogue, Fleet fleet) {
        return fleet.approvals()
                .map(p -> new Requirement(p, plan, steps(playbook, catalogue, p.neededFor())))
                .filter(r -> !r.because().isEmpty());
    }

    private static List<String> steps(
            Playbook playbook, Catalogue catalogue, ApprovalPolicy.NeededFor neededFor) {
        return playbook.allSteps().stream()
                .filter(s ->
                        s.work() instanceof Step.Work.Act act
                                && (neededFor == ApprovalPolicy.NeededFor.EVERY
                                        || isSevere(act, catalogue)))
                .map(s -> s.id() + " (" + ((Step.Work.Act) s.work()).action() + ")")
                .toList();
    }

    private static boolean isSevere(Step.Work.Act act, Catalogue catalogue) {
        return catalogue
                .action(act.action())
                .map(a -> a.traits().danger() == Danger.SEVERE)
                .orElse(true);
    }

    /** What another person signs. */
    public ApprovalText text() {
        return ApprovalText.ofPlan(plan.digest());
    }

    /** {@code 2 people, because of remove (delete-workload)}. */
    public String sentence() {
        return people(policy.people()) + ", because of " + shown(because);
    }

    private static String people(int count) {
        return count == 1 ? "1 person" : count + " people";
    }

    private static String shown(List<String> all) {
        return all.stream().limit(MOST_SHOWN).collect(Collectors.joining(", "))
                + (all.size() > MOST_SHOWN ? " and " + (all.size() - MOST_SHOWN) + " more" : "");
    }

    /** Who could approve at this moment; failed where nobody can be told. */
    public Outcome<List<String>> people(Instant now) {
        return AllowedSigners.read(policy.allowedSigners()).map(s -> s.names(now));
    }

    /**
     * Judges what was handed in.
     *
     * @param alone why the operator takes it without others; empty where it is not wanted
     * @param file where the plan is kept, as a person would name it; empty where it is not
     */
    public Verdict judge(
            List<GivenSignature> given,
            Optional<String> alone,
            Instant now,
            Optional<String> file) {
        if (now.isAfter(plan.validUntil())) {
            return missing(
                    "plan " + plan.id() + " was valid until " + plan.validUntil(),
                    "an approval does not outlive its plan",
                    "make a new plan, and have it approved: " + planning());
        }
        return switch (AllowedSigners.read(policy.allowedSigners())) {
            // Who may approve alone is not stopped by a file that cannot be read.
            case Outcome.Failed<AllowedSigners>(var why) ->
                    alone.isPresent() && policy.selfApproval().isPresent()
                            ? alone(List.of(), alone.get(), now)
                            : new Verdict.Missing(why);
            case Outcome.Ok<AllowedSigners>(var signers) -> {
                Approvals counted = Approvals.count(signers, given, text(), now);
                if (counted.good().size() >= policy.people()) {
                    yield new Verdict.Enough(counted.good());
                }
                yield alone.isPresent() && policy.selfApproval().isPresent()
                        ? alone(counted.good(), alone.get(), now)
                        : tooFew(signers, counted, alone.isPresent(), now, file);
            }
        };
    }

    private Verdict alone(List<Approval> good, String reason, Instant now) {
        Duration delay = policy.selfApproval().orElseThrow();
        if (now.plus(delay).isAfter(plan.validUntil())) {
            return missing(
                    "plan " + plan.id() + " is valid until " + plan.validUntil() + " only",
                    "the delay of a self-approval would end at " + now.plus(delay),
                    "make a new plan: " + planning());
        }
        return new Verdict.Alone(good, policy.people() - good.size(), delay, reason);
    }

    private Verdict tooFew(
            AllowedSigners signers,
            Approvals counted,
            boolean alone,
            Instant now,
            Optional<String> file) {
        List<String> have = counted.good().stream().map(Approval::by).toList();
        List<String> others = signers.names(now).stream().filter(n -> !have.contains(n)).toList();
        StringBuilder why = new StringBuilder("it is asked for because of " + shown(because));
        if (alone) {
            why.append("; nobody may approve alone: the fleet has no self-approval");
        }
        counted.refused().stream().limit(MOST_SHOWN).forEach(r -> why.append("; ").append(r));
        if (counted.refused().size() > MOST_SHOWN) {
            why.append("; and ").append(counted.refused().size() - MOST_SHOWN).append(" more");
        }
        why.append("; who else can: ").append(others.isEmpty() ? "nobody" : shown(others));
        signers.leftOut().stream()
                .limit(MOST_SHOWN)
                .forEach(l -> why.append("; allowed_signers: ").append(l));
        return missing(
                "plan "
                        + plan.id()
                        + " needs the approval of "
                        + people(policy.people())
                        + " and has "
                        + (have.isEmpty() ? "none" : "that of " + shown(have)),
                why.toString(),
                next(file));
    }

    private String next(Optional<String> file) {
        return file.map(f ->
                        "each of them, on any laptop: postern approve "
                                + ShellQuoting.quote(f)
                                + " --key ~/.ssh/id_ed25519, or without Postern the printf that"
                                + " postern plan printed; then: postern run --plan "
                                + ShellQuoting.quote(f)
                                + " --approval approval.sig --reason TEXT"
                                + policy.selfApproval()
                                        .map(d ->
                                                " ; alone in an emergency: --self-approve REASON"
                                                        + " waits "
                                                        + Durations.text(d))
                                        .orElse(""))
                .orElseGet(() -> "an approval is for one plan, so keep it: " + planning());
    }

    /** Quoted: a name in a plan's file is anybody's, and this is to be pasted. */
    private String planning() {
        return "postern plan "
                + ShellQuoting.quote(plan.playbook().name())
                + plan.clusters().stream()
                        .map(c -> " --cluster " + ShellQuoting.quote(c))
                        .collect(Collectors.joining())
                + " --out plan.json (with the same --set)";
    }

    private static Verdict missing(String what, String why, String next) {
        return new Verdict.Missing(Failure.unchanged(Failure.Kind.REFUSED, what, why, next));
    }
}
