package dev.postern.console.command.journal;

import dev.postern.console.command.ConsoleCommand;
import dev.postern.console.command.Desk;
import dev.postern.console.command.Found;
import dev.postern.console.command.Session;
import dev.postern.console.grammar.CommandWords;
import dev.postern.console.grammar.Shared;
import dev.postern.console.view.Answer;
import dev.postern.console.view.View;
import dev.postern.core.value.JsonValue;
import dev.postern.journal.Entry;
import dev.postern.json.JsonText;

import java.util.List;

/** {@code postern journal show}. */
@CommandWords(
        value = "journal show",
        title = "every event of a run or an incident, as it was written",
        arguments = JournalShowCommand.Arguments.class,
        examples = "journal show last")
public final class JournalShowCommand implements ConsoleCommand<JournalShowCommand.Arguments> {
    /** Whose. */
    public record Arguments(@Shared JournalArgument which) {}

    private final Desk desk;

    public JournalShowCommand(Desk desk) {
        this.desk = desk;
    }

    @Override
    public Answer work(Arguments arguments, Session session) {
        return Journals.find(desk, arguments.which().of(), session)
                .then(journal -> Found.of(journal.entries().get()))
                .answer(entries -> Answer.shown(view(entries)));
    }

    private static View view(List<Entry> entries) {
        return View.of(
                JsonValue.object(
                        "entries", JsonValue.array(entries.stream().map(Entry::json).toList())),
                page ->
                        entries.forEach(e ->
                                page.line(
                                        e.seq()
                                                + " "
                                                + e.at()
                                                + " "
                                                + e.type()
                                                + " "
                                                + JsonText.line(
                                                        e.json()
                                                                .without("seq")
                                                                .without("at")
                                                                .without("prev")
                                                                .without("type")))));
    }
}
