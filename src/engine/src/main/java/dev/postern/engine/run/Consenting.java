package dev.postern.engine.run;

import dev.postern.approval.Approvals.Approval;
import dev.postern.core.text.IoWords;
import dev.postern.core.value.Failure;
import dev.postern.engine.approve.Requirement;
import dev.postern.engine.plan.Plan;
import dev.postern.journal.Event;
import dev.postern.journal.RunState;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Nothing is touched without the approvals that the fleet asks for. Judged in the run's own
 * process, before its lease, and again by each process of a run that has changed nothing yet: an
 * approval that came too late revives nothing.
 */
final class Consenting {
    private final Ground ground;
    private final RunSetup setup;

    Consenting(Ground ground) {
        this.ground = ground;
        this.setup = ground.setup;
    }

    /** Why nothing may begin; empty where it may, or where a person stopped it meanwhile. */
    Optional<Failure> refused() throws InterruptedException {
        Optional<Requirement> required =
                Requirement.of(
                        setup.plan(), ground.playbook, setup.catalogue(), setup.world().fleet());
        if (required.isEmpty() || !ground.chronicle.state().changes().isEmpty()) {
            return Optional.empty();
        }
        return switch (required.get()
                .judge(
                        setup.settings().approvals(),
                        setup.settings().alone(),
                        ground.time.now(),
                        Optional.of("plan.json"))) {
            case Requirement.Verdict.Missing(var why) -> Optional.of(why);
            case Requirement.Verdict.Enough(var approvals) -> {
                Optional<Failure> used = usedElsewhere();
                if (used.isEmpty()) {
                    journal(approvals);
                }
                yield used;
            }
            case Requirement.Verdict.Alone alone -> {
                Optional<Failure> used = usedElsewhere();
                if (used.isEmpty()) {
                    journal(alone.approvals());
                    waitAlone(alone);
                }
                yield used;
            }
        };
    }

    /** What was approved was one run. */
    private Optional<Failure> usedElsewhere() {
        Plan plan = setup.plan();
        try {
            return setup.directory()
                    .claim(plan.digest())
                    .map(other ->
                            Opening.refused(
                                    "plan " + plan.id() + " was approved for one run",
                                    "run " + other + " is that one",
                                    "postern runs resume " + other + ", or a new plan"));
        } catch (IOException e) {
            return Optional.of(
                    Opening.refused(
                            "it cannot be noted that the approvals of plan "
                                    + plan.id()
                                    + " are used",
                            IoWords.of(e),
                            "make room, or name another place with --home"));
        }
    }

    private void journal(List<Approval> approvals) {
        RunState state = ground.chronicle.state();
        for (Approval a : approvals) {
            boolean known =
                    state.consent().approvals().stream()
                            .anyMatch(k -> k.signature().equals(a.signature()));
            if (!known) {
                ground.chronicle.append(
                        new Event.Approved(a.by(), setup.plan().digest(), a.key(), a.signature()));
            }
        }
    }

    /** The whole delay, each time: who stopped it once has not waited. */
    private void waitAlone(Requirement.Verdict.Alone alone) throws InterruptedException {
        Instant until = ground.time.now().plus(alone.delay());
        ground.chronicle.append(
                new Event.SelfApproved(
                        setup.settings().operator(),
                        setup.plan().digest(),
                        alone.reason(),
                        alone.missing(),
                        until));
        ground.picture.step("self-approval");
        try (Picture.Shown shown =
                ground.picture.begin(
                        "self-approval", "all", "waits until " + until + "; Ctrl-C stops it")) {
            ground.time.await(ground.control.asked(), Duration.between(ground.time.now(), until));
        }
    }
}
