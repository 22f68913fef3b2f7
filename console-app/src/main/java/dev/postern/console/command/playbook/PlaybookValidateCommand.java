package dev.postern.console.command.playbook;

import dev.postern.console.command.ConsoleCommand;
import dev.postern.console.command.Session;
import dev.postern.console.exit.ExitCode;
import dev.postern.console.grammar.Argument;
import dev.postern.console.grammar.CommandWords;
import dev.postern.console.grammar.Completes;
import dev.postern.console.grammar.Globals;
import dev.postern.console.view.Answer;
import dev.postern.console.view.ProblemJson;
import dev.postern.console.view.View;
import dev.postern.console.wiring.Playbooks;
import dev.postern.core.problem.Checked;
import dev.postern.core.problem.Problem;
import dev.postern.core.value.JsonValue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** {@code postern playbook validate}. */
@CommandWords(
        value = "playbook validate",
        title = "every mistake of a playbook or drill file, with its place",
        arguments = PlaybookValidateCommand.Arguments.class,
        examples = "playbook validate ./my-playbook.yaml")
public final class PlaybookValidateCommand
        implements ConsoleCommand<PlaybookValidateCommand.Arguments> {
    /** Which file. */
    public record Arguments(
            @Argument(value = "FILE", about = "the file to check", completes = Completes.FILE)
                    Path file) {}

    private final Playbooks playbooks;

    public PlaybookValidateCommand(Playbooks playbooks) {
        this.playbooks = playbooks;
    }

    @Override
    public Answer work(Arguments arguments, Session session) {
        String file = arguments.file().toString();
        Playbooks.Source source = new Playbooks.Source(file, file, Optional.of(arguments.file()));
        boolean drill = file.endsWith(".drill.yaml");
        Checked<?> checked = drill ? playbooks.loadScenario(source) : playbooks.load(source);
        List<Problem> problems =
                checked instanceof Checked.Faulty<?>(var found) ? found : List.of();
        if (!problems.isEmpty() && session.globals().output() == Globals.Format.TABLE) {
            return new Answer.Faulty(problems);
        }
        return new Answer.Shown(
                View.of(
                        JsonValue.object(
                                "file",
                                file,
                                "valid",
                                problems.isEmpty(),
                                "problems",
                                JsonValue.array(problems.stream().map(ProblemJson::of).toList())),
                        page -> page.line(file + ": valid")),
                problems.isEmpty() ? ExitCode.DONE : ExitCode.USAGE);
    }
}
