package dev.postern.console.command.runs;

import dev.postern.approval.AllowedSigners;
import dev.postern.approval.ApprovalText;
import dev.postern.approval.Approvals;
import dev.postern.approval.GivenSignature;
import dev.postern.console.command.ConsoleCommand;
import dev.postern.console.command.Desk;
import dev.postern.console.command.Found;
import dev.postern.console.command.Session;
import dev.postern.console.grammar.CommandWords;
import dev.postern.console.grammar.Completes;
import dev.postern.console.grammar.Option;
import dev.postern.console.grammar.Shared;
import dev.postern.console.view.Answer;
import dev.postern.console.wiring.Still;
import dev.postern.core.fleet.ApprovalPolicy;
import dev.postern.core.text.IoWords;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;
import dev.postern.journal.Event;
import dev.postern.journal.EvidencePolicy;
import dev.postern.journal.JournalFile;
import dev.postern.journal.RunDirectory;
import dev.postern.journal.RunLock;
import dev.postern.journal.RunState;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** {@code postern runs countersign}. */
@CommandWords(
        value = "runs countersign",
        title = "add another person's signature to a run that was self-approved; its mark stays",
        arguments = RunsCountersignCommand.Arguments.class,
        examples = "runs countersign last --approval bob.sig")
public final class RunsCountersignCommand
        implements ConsoleCommand<RunsCountersignCommand.Arguments> {
    /** Which one, and whose. */
    public record Arguments(
            @Shared RunArgument which,
            @Option(
                            value = "a file with another person's signature over the run",
                            label = "FILE",
                            completes = Completes.FILE)
                    Path approval) {}

    private final Desk desk;

    public RunsCountersignCommand(Desk desk) {
        this.desk = desk;
    }

    @Override
    public Answer work(Arguments arguments, Session session) {
        Instant now;
        try (Still still = Still.of(desk.home(session))) {
            now = still.now();
        }
        return desk.run(arguments.which().run(), session)
                .answer(run ->
                        desk.fleet(session)
                                .then(fleet -> policy(fleet.approvals()))
                                .then(policy ->
                                        Found.of(AllowedSigners.read(policy.allowedSigners())))
                                .then(signers ->
                                        Approving.signatures(List.of(arguments.approval()))
                                                .then(given ->
                                                        Found.of(sign(run, signers, given, now))))
                                .answer(state ->
                                        Answer.shown(new RunView(run.id(), state, false))));
    }

    private static Found<ApprovalPolicy> policy(Optional<ApprovalPolicy> policy) {
        return policy.<Found<ApprovalPolicy>>map(Found::here)
                .orElseGet(() ->
                        Found.not(
                                Answer.failed(
                                        refused(
                                                "nobody can countersign",
                                                "the fleet has no approvals",
                                                "approvals: in fleet.yaml names who may"))));
    }

    private static Outcome<RunState> sign(
            RunDirectory run, AllowedSigners signers, List<GivenSignature> given, Instant now) {
        try {
            Optional<RunLock> lock = run.lock();
            if (lock.isEmpty()) {
                return Outcome.failed(
                        refused(
                                "run " + run.id() + " is going on",
                                "a process has it",
                                "countersign it when it is over"));
            }
            try (RunLock held = lock.get()) {
                return run.state()
                        .then(state -> counted(run, state, signers, given, now))
                        .then(good -> append(run, good, now));
            }
        } catch (IOException e) {
            return Outcome.failed(unwritten(run, e));
        }
    }

    private static Outcome<List<Approvals.Approval>> counted(
            RunDirectory run,
            RunState state,
            AllowedSigners signers,
            List<GivenSignature> given,
            Instant now) {
        if (state.consent().selfApproved().isEmpty()) {
            return Outcome.failed(
                    refused(
                            "run " + run.id() + " needs no countersignature",
                            "it was not self-approved",
                            ""));
        }
        ApprovalText text =
                ApprovalText.ofRun(run.id(), state.consent().selfApproved().get().digest());
        Approvals counted = Approvals.count(signers, given, text, now);
        List<Approvals.Approval> fresh =
                counted.good().stream()
                        .filter(a ->
                                state.consent().countersigned().stream()
                                        .noneMatch(c -> c.by().equals(a.by())))
                        .toList();
        return fresh.isEmpty()
                ? Outcome.failed(
                        refused(
                                "run " + run.id() + " is not countersigned",
                                counted.refused().isEmpty()
                                        ? counted.good().getFirst().by() + " did already"
                                        : String.join("; ", counted.refused()),
                                "postern runs show " + run.id() + " prints what is to be signed"))
                : Outcome.ok(fresh);
    }

    private static Outcome<RunState> append(
            RunDirectory run, List<Approvals.Approval> good, Instant now) {
        Outcome<JournalFile> opened = run.open(EvidencePolicy.STRICT, () -> now);
        if (opened instanceof Outcome.Failed<JournalFile>(Failure why)) {
            return Outcome.failed(why);
        }
        try (JournalFile journal = opened.got().orElseThrow()) {
            for (Approvals.Approval a : good) {
                Outcome<?> written =
                        journal.append(new Event.Countersigned(a.by(), a.key(), a.signature()));
                if (written.whyNot().isPresent()) {
                    return Outcome.failed(written.whyNot().get());
                }
            }
            if (journal.head().isPresent()) {
                run.anchor(journal.head().get());
            }
        } catch (IOException e) {
            return Outcome.failed(unwritten(run, e));
        }
        return run.state();
    }

    private static Failure unwritten(RunDirectory run, IOException e) {
        return Desk.broken(
                "run " + run.id() + " cannot be countersigned",
                IoWords.of(e),
                "make room, and countersign it again");
    }

    private static Failure refused(String what, String why, String next) {
        return Failure.unchanged(Failure.Kind.REFUSED, what, why, next);
    }
}
