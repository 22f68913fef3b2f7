package dev.postern.console.command.playbook;

import dev.postern.console.command.ConsoleCommand;
import dev.postern.console.command.Session;
import dev.postern.console.exit.ExitCode;
import dev.postern.console.grammar.CommandWords;
import dev.postern.console.view.Answer;
import dev.postern.core.action.Catalogue;
import dev.postern.json.JsonText;
import dev.postern.playbook.PlaybookSchema;

/** {@code postern playbook schema}. */
@CommandWords(
        value = "playbook schema",
        title = "the JSON Schema of playbooks, for editors",
        arguments = PlaybookSchemaCommand.Arguments.class,
        examples = "playbook schema > playbook.schema.json")
public final class PlaybookSchemaCommand
        implements ConsoleCommand<PlaybookSchemaCommand.Arguments> {
    /** Nothing. */
    public record Arguments() {}

    private final Catalogue catalogue;

    public PlaybookSchemaCommand(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    @Override
    public Answer work(Arguments arguments, Session session) {
        return new Answer.Raw(JsonText.pretty(PlaybookSchema.of(catalogue)) + "\n", ExitCode.DONE);
    }
}
