package dev.postern.console.command.runs;

import dev.postern.console.command.Found;
import dev.postern.console.view.Answer;
import dev.postern.console.view.View;
import dev.postern.core.value.Failure;
import dev.postern.core.value.JsonValue;
import dev.postern.engine.process.Attachment;
import dev.postern.journal.RunDirectory;

import java.util.function.Predicate;

/** Tells a run's process something. */
final class Telling {
    private Telling() {}

    static Answer tell(Found<RunDirectory> which, Predicate<Attachment> word, String done) {
        return which.answer(run ->
                Found.of(Attachment.connect(run))
                        .answer(attachment -> {
                            try (attachment) {
                                return word.test(attachment) ? told(run, done) : gone(run);
                            }
                        }));
    }

    private static Answer told(RunDirectory run, String done) {
        return Answer.shown(
                View.of(
                        JsonValue.object("run", run.id(), "told", done),
                        page ->
                                page.line("run " + run.id() + ": " + done)
                                        .command("postern runs watch " + run.id())));
    }

    private static Answer gone(RunDirectory run) {
        return Answer.failed(
                Failure.unchanged(
                        Failure.Kind.UNREACHABLE,
                        "the process of run " + run.id() + " is gone",
                        "",
                        "postern runs show " + run.id()));
    }
}
