package dev.postern.console.command.self;

import dev.postern.console.command.ConsoleCommand;
import dev.postern.console.command.Session;
import dev.postern.console.grammar.Argument;
import dev.postern.console.grammar.CommandWords;
import dev.postern.console.grammar.Completes;
import dev.postern.console.grammar.Vocabulary;
import dev.postern.console.view.Answer;

import java.util.List;

/** {@code postern help}. */
@CommandWords(
        value = "help",
        title = "what there is, or how one command is used",
        arguments = HelpCommand.Arguments.class,
        examples = {"help", "help run"})
public final class HelpCommand implements ConsoleCommand<HelpCommand.Arguments> {
    /**
     * @param words a command, or the beginning of several
     */
    public record Arguments(
            @Argument(
                            value = "COMMAND",
                            about = "the command to explain",
                            completes = Completes.COMMAND)
                    List<String> words) {}

    private final Vocabulary vocabulary;

    public HelpCommand(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    @Override
    public Answer work(Arguments arguments, Session session) {
        return new HelpView(vocabulary).about(arguments.words());
    }
}
