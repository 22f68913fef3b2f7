package dev.postern.console.command.run;

import dev.postern.console.command.ConsoleCommand;
import dev.postern.console.command.Desk;
import dev.postern.console.command.Session;
import dev.postern.console.command.runs.Approving;
import dev.postern.console.grammar.Argument;
import dev.postern.console.grammar.CommandWords;
import dev.postern.console.grammar.Completes;
import dev.postern.console.grammar.Globals;
import dev.postern.console.grammar.Option;
import dev.postern.console.grammar.Shared;
import dev.postern.console.view.Answer;
import dev.postern.console.wiring.Still;
import dev.postern.core.text.IoWords;
import dev.postern.engine.approve.Requirement;
import dev.postern.engine.plan.Plan;
import dev.postern.engine.plan.PlanJson;
import dev.postern.json.JsonText;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** {@code postern plan}. */
@CommandWords(
        value = "plan",
        title = "what a playbook would change, with what is observed, predicted and unknown",
        arguments = PlanCommand.Arguments.class,
        examples = {
            "plan break-lockout --cluster eu-1",
            "plan break-lockout --cluster eu-1 --out plan.json",
            "plan break-lockout --cluster eu-1 -o sh > by-hand.sh"
        },
        formats = "sh")
public final class PlanCommand implements ConsoleCommand<PlanCommand.Arguments> {
    /** What to plan. */
    public record Arguments(
            @Argument(
                            value = "PLAYBOOK",
                            about = "its name, or the path of its file",
                            completes = Completes.PLAYBOOK)
                    String playbook,
            @Shared PlanOptions options,
            @Option(
                            value = "also write the plan to this file, for run --plan",
                            label = "FILE",
                            completes = Completes.FILE)
                    Optional<Path> out,
            @Option("show the exact commands and requests") boolean commands) {}

    private final Desk desk;
    private final Planning planning;
    private final Approving approving;

    public PlanCommand(Desk desk, Planning planning, Approving approving) {
        this.desk = desk;
        this.approving = approving;
        this.planning = planning;
    }

    @Override
    public Answer work(Arguments arguments, Session session) {
        try (Still still = Still.of(desk.home(session))) {
            return planning.make(arguments.playbook(), arguments.options(), session, still)
                    .answer(plan ->
                            approving
                                    .required(plan, session)
                                    .answer(asked -> show(plan, asked, arguments, session)));
        }
    }

    private static Answer show(
            Plan plan, Optional<Requirement> asked, Arguments arguments, Session session) {
        if (arguments.out().isPresent()) {
            try {
                write(arguments.out().get(), plan);
            } catch (IOException e) {
                return Answer.failed(
                        Desk.broken(
                                "the plan cannot be written to " + arguments.out().get(),
                                IoWords.of(e),
                                "name another file with --out"));
            }
        }
        return session.globals().output() == Globals.Format.SH
                ? new Answer.Raw(PlanScripts.text(plan), PlanView.exit(plan))
                : new PlanView(plan, arguments.commands(), asked, arguments.out()).answer();
    }

    private static void write(Path file, Plan plan) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(
                file,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(
                file, JsonText.pretty(PlanJson.write(plan)) + "\n", StandardCharsets.UTF_8);
    }
}
