package dev.postern.console.command.run;

import dev.postern.approval.ApprovalText;
import dev.postern.approval.Approvals;
import dev.postern.console.command.ConsoleCommand;
import dev.postern.console.command.Desk;
import dev.postern.console.command.Found;
import dev.postern.console.command.Prompting;
import dev.postern.console.command.Session;
import dev.postern.console.command.runs.Approving;
import dev.postern.console.grammar.Argument;
import dev.postern.console.grammar.CommandWords;
import dev.postern.console.grammar.Completes;
import dev.postern.console.grammar.Option;
import dev.postern.console.view.Answer;
import dev.postern.console.view.Page;
import dev.postern.console.view.View;
import dev.postern.console.wiring.Still;
import dev.postern.core.playbook.Playbook;
import dev.postern.core.text.IoWords;
import dev.postern.core.text.Neutral;
import dev.postern.core.value.Failure;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;
import dev.postern.engine.plan.Plan;
import dev.postern.reachssh.SigningKey;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;

/** {@code postern approve}: on any laptop, with no fleet and no network. */
@CommandWords(
        value = "approve",
        title = "sign the plan of a file with your own SSH key: another person's approval",
        arguments = ApproveCommand.Arguments.class,
        examples = {
            "approve plan.json --key ~/.ssh/id_ed25519",
            "approve plan.json --key ~/.ssh/id_ed25519.pub --out bob.sig --confirm PLAN-ID"
        })
public final class ApproveCommand implements ConsoleCommand<ApproveCommand.Arguments> {
    /** What to sign, and with what. */
    public record Arguments(
            @Argument(
                            value = "PLAN",
                            about = "the file that plan --out wrote",
                            completes = Completes.FILE)
                    Path plan,
            @Option(
                            value =
                                    "your private key; or a public one whose other half the agent has",
                            label = "FILE",
                            completes = Completes.FILE)
                    Path key,
            @Option(
                            value = "where the signature goes; otherwise beside the plan",
                            label = "FILE",
                            completes = Completes.FILE)
                    Optional<Path> out,
            @Option(value = "the plan's id, where nobody can be asked", label = "PLAN-ID")
                    Optional<String> confirm) {}

    private final Desk desk;
    private final Planning planning;
    private final Approving approving;

    public ApproveCommand(Desk desk, Planning planning, Approving approving) {
        this.desk = desk;
        this.planning = planning;
        this.approving = approving;
    }

    @Override
    public Answer work(Arguments arguments, Session session) {
        return planning.read(arguments.plan())
                .answer(plan ->
                        inTime(plan, session)
                                .then(p -> approving.playbook(plan))
                                .then(playbook -> read(plan, playbook, arguments, session))
                                .answer(p -> sign(plan, arguments, session)));
    }

    private Found<Plan> inTime(Plan plan, Session session) {
        Instant now;
        try (Still still = Still.of(desk.home(session))) {
            now = still.now();
        }
        return now.isAfter(plan.validUntil())
                ? refused(
                        "plan " + plan.id() + " was valid until " + plan.validUntil(),
                        "an approval does not outlive its plan",
                        "ask for a new plan")
                : Found.here(plan);
    }

    /** Nobody signs what was not shown. */
    private static Found<Plan> read(
            Plan plan, Playbook playbook, Arguments arguments, Session session) {
        Optional<String> typed = arguments.confirm();
        if (typed.isEmpty() && session.asker().isPresent()) {
            Page page = new Page(session.output().screen());
            SignedPlan.show(page, plan, playbook);
            session.output().show(page);
            typed =
                    session.asker()
                            .get()
                            .ask(
                                    "Type "
                                            + Neutral.line(plan.id(), 60)
                                            + " to sign it, anything else stops:");
        }
        return typed.equals(Optional.of(plan.id()))
                ? Found.here(plan)
                : refused(
                        "plan " + plan.id() + " is not signed",
                        typed.isPresent() ? "what was typed is not its id" : "nobody confirmed it",
                        "--confirm " + plan.id());
    }

    private static Answer sign(Plan plan, Arguments arguments, Session session) {
        Path file =
                arguments
                        .out()
                        .orElseGet(() ->
                                Path.of(
                                        arguments.plan()
                                                + "."
                                                + Neutral.fileName(
                                                        System.getProperty("user.name", "me"))
                                                + ".sig"));
        Optional<Path> agent =
                Optional.ofNullable(System.getenv("SSH_AUTH_SOCK"))
                        .filter(v -> !v.isEmpty())
                        .map(Path::of);
        ApprovalText text = ApprovalText.ofPlan(plan.digest());
        return Found.of(
                        SigningKey.open(arguments.key(), agent, Prompting.of(session))
                                .then(key ->
                                        Approvals.fingerprint(key.blob())
                                                .then(print -> signed(text, key, print)))
                                .then(signed -> write(file, signed)))
                .answer(signed -> Answer.shown(view(plan, signed, file)));
    }

    private record Signed(String fingerprint, String armoured) {}

    private static Outcome<Signed> signed(ApprovalText text, SigningKey key, String fingerprint) {
        return Approvals.sign(text, key.blob(), key::sign).map(a -> new Signed(fingerprint, a));
    }

    private static Outcome<Signed> write(Path file, Signed signed) {
        try {
            Files.writeString(file, signed.armoured(), StandardOpenOption.CREATE_NEW);
            return Outcome.ok(signed);
        } catch (FileAlreadyExistsException e) {
            return Outcome.failed(
                    Desk.broken(
                            "the signature is not written",
                            file + " is there already",
                            "name another file with --out"));
        } catch (IOException e) {
            return Outcome.failed(
                    Desk.broken(
                            "the signature cannot be written to " + file,
                            IoWords.of(e),
                            "name another file with --out"));
        }
    }

    private static View view(Plan plan, Signed signed, Path file) {
        return View.of(
                JsonValue.object(
                        "plan", plan.id(),
                        "digest", plan.digest(),
                        "key", signed.fingerprint(),
                        "file", file.toString(),
                        "signature", signed.armoured()),
                page -> {
                    page.line("plan " + plan.id() + " is signed with " + signed.fingerprint());
                    signed.armoured().lines().forEach(page::line);
                    page.item("It is in " + file + " too. Whoever runs the plan needs it:");
                    page.command(
                            "postern run --plan FILE --approval "
                                    + file.getFileName()
                                    + " --reason TEXT");
                });
    }

    private static <T> Found<T> refused(String what, String why, String next) {
        return Found.not(Answer.failed(Failure.unchanged(Failure.Kind.REFUSED, what, why, next)));
    }
}
