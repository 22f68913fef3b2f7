package dev.postern.console.command.journal;

import dev.postern.console.command.ConsoleCommand;
import dev.postern.console.command.Desk;
import dev.postern.console.command.Found;
import dev.postern.console.command.Session;
import dev.postern.console.exit.ExitCode;
import dev.postern.console.grammar.CommandWords;
import dev.postern.console.grammar.Shared;
import dev.postern.console.view.Answer;
import dev.postern.console.view.Tint;
import dev.postern.console.view.View;
import dev.postern.core.value.JsonValue;
import dev.postern.journal.JournalVerifier.Verdict;

/** {@code postern journal verify}. */
@CommandWords(
        value = "journal verify",
        title = "whether a journal is whole: exit 11 and the first broken line where not",
        arguments = JournalVerifyCommand.Arguments.class,
        examples = "journal verify last")
public final class JournalVerifyCommand implements ConsoleCommand<JournalVerifyCommand.Arguments> {
    /** Whose. */
    public record Arguments(@Shared JournalArgument which) {}

    private final Desk desk;

    public JournalVerifyCommand(Desk desk) {
        this.desk = desk;
    }

    @Override
    public Answer work(Arguments arguments, Session session) {
        return Journals.find(desk, arguments.which().of(), session)
                .answer(journal ->
                        Found.of(journal.verify().get())
                                .answer(verdict -> answer(journal, verdict)));
    }

    private static Answer answer(Journals.Journal journal, Verdict verdict) {
        return switch (verdict) {
            case Verdict.Holds(long lines, boolean vouched, var remarks) ->
                    Answer.shown(
                            View.of(
                                    JsonValue.object(
                                            journal.kind(),
                                            journal.id(),
                                            "holds",
                                            true,
                                            "lines",
                                            lines,
                                            "vouched",
                                            vouched,
                                            "remarks",
                                            JsonValue.array(
                                                    remarks.stream().map(JsonValue::of).toList())),
                                    page -> {
                                        page.line(
                                                journal.kind()
                                                        + " "
                                                        + journal.id()
                                                        + ": all "
                                                        + lines
                                                        + " lines hold",
                                                Tint.GOOD);
                                        if (!vouched) {
                                            page.line(
                                                    "its end is not vouched for: lines may have"
                                                            + " been cut off there",
                                                    Tint.WARNING);
                                        }
                                        remarks.forEach(r -> page.item(r, Tint.WARNING));
                                    }));
            case Verdict.Broken(var first) ->
                    new Answer.Shown(
                            View.of(
                                    JsonValue.object(
                                            journal.kind(),
                                            journal.id(),
                                            "holds",
                                            false,
                                            "line",
                                            first.line(),
                                            "why",
                                            first.why()),
                                    page ->
                                            page.line(
                                                    journal.kind()
                                                            + " "
                                                            + journal.id()
                                                            + ": broken at "
                                                            + first.sentence(),
                                                    Tint.BAD)),
                            ExitCode.EVIDENCE_BROKEN);
        };
    }
}
