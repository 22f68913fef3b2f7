package dev.postern.console.shell;

import dev.postern.console.exit.ExitCode;
import dev.postern.console.grammar.Spec;

import org.springframework.shell.core.command.Command;
import org.springframework.shell.core.command.CommandContext;
import org.springframework.shell.core.command.CommandOption;
import org.springframework.shell.core.command.ExitStatus;

import java.util.List;

/** One of Postern's commands as Spring Shell's registry holds it. */
final class SpokenCommand implements Command {
    private final Spec spec;
    private final Interpreter interpreter;

    SpokenCommand(Spec spec, Interpreter interpreter) {
        this.spec = spec;
        this.interpreter = interpreter;
    }

    @Override
    public String getName() {
        return spec.words();
    }

    @Override
    public String getDescription() {
        return spec.title();
    }

    @Override
    public String getHelp() {
        return spec.usage();
    }

    @Override
    public boolean isHidden() {
        return spec.hidden();
    }

    @Override
    public List<CommandOption> getOptions() {
        return spec.options().stream()
                .map(o ->
                        CommandOption.with()
                                .longName(o.name())
                                .description(o.about())
                                .required(o.required())
                                .type(o.isFlag() ? boolean.class : String.class)
                                .build())
                .toList();
    }

    @Override
    public ExitStatus execute(CommandContext context) {
        ExitCode exit = interpreter.execute(SpokenParser.sentence(spec, context.parsedInput()));
        return new ExitStatus(exit.code(), exit.meaning());
    }
}
