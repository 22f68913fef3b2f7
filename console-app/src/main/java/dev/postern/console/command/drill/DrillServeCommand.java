package dev.postern.console.command.drill;

import dev.postern.console.command.ConsoleCommand;
import dev.postern.console.command.Session;
import dev.postern.console.exit.ExitCode;
import dev.postern.console.grammar.CommandWords;
import dev.postern.console.grammar.Completes;
import dev.postern.console.grammar.Globals;
import dev.postern.console.grammar.Option;
import dev.postern.console.grammar.Shared;
import dev.postern.console.view.Answer;
import dev.postern.console.view.Page;
import dev.postern.core.text.Neutral;
import dev.postern.core.value.JsonValue;
import dev.postern.journal.RunDirectory;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** {@code postern drill serve}. */
@CommandWords(
        value = "drill serve",
        title = "the lab alone, in the foreground; consoles join with --home DIR",
        arguments = DrillServeCommand.Arguments.class,
        examples = {"drill serve lockout --dir ./lab", "status --home ./lab"})
public final class DrillServeCommand implements ConsoleCommand<DrillServeCommand.Arguments> {
    /** Which one, and where. */
    public record Arguments(
            @Shared DrillOptions options,
            @Option(
                            value = "where its fleet file, keys and clock go",
                            label = "DIR",
                            completes = Completes.DIRECTORY)
                    Path dir) {}

    private final Drills drills;

    public DrillServeCommand(Drills drills) {
        this.drills = drills;
    }

    @Override
    public Answer work(Arguments arguments, Session session) {
        CountDownLatch leave = new CountDownLatch(1);
        return drills.start(
                        arguments.options(),
                        Optional.of(arguments.dir().toAbsolutePath().normalize()),
                        "1",
                        session,
                        m -> session.output().note(m.at() + " " + Neutral.line(m.what(), 300)))
                .answer(started -> {
                    try (var drill = started.drill();
                            var hearing = session.interrupts().hear(leave::countDown)) {
                        started.drill().handOver(() -> started);
                        ready(started, session);
                        leave.await();
                        return RunDirectory.list(started.directory().resolve("runs")).isEmpty()
                                ? new Answer.Ended(ExitCode.DONE)
                                : Closing.debrief(started);
                    } catch (InterruptedException e) {
                        // Ctrl-C within the shell.
                        return new Answer.Ended(ExitCode.DONE);
                    }
                });
    }

    private static void ready(Drills.Started started, Session session) {
        if (session.globals().output() == Globals.Format.TABLE) {
            Page page = new Page(session.output().screen());
            page.line("The lab is up. In another terminal:")
                    .command("postern --home " + started.directory())
                    .line("Ctrl-C ends it, with the debrief of the last run.");
            session.output().show(page);
        } else {
            session.output().stream(
                    JsonValue.object(
                            "home",
                            started.directory().toString(),
                            "seed",
                            started.seed(),
                            "clusters",
                            JsonValue.array(
                                    started.drill().clusters().stream()
                                            .map(JsonValue::of)
                                            .toList())));
        }
    }
}
