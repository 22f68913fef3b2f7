package dev.postern.console.shell;

import dev.postern.console.exit.ExitCode;
import dev.postern.console.grammar.Sentence;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.ExitCodeGenerator;
import org.springframework.shell.core.InputReader;
import org.springframework.shell.core.command.Command;
import org.springframework.shell.core.command.CommandContext;
import org.springframework.shell.core.command.CommandRegistry;

import java.io.PrintWriter;
import java.util.Objects;

/**
 * Takes the place of Spring Shell's runner, which exits 0 after failures and dies of Ctrl-C: one
 * command with its exit code, or the shell.
 */
final class PosternRunner implements ApplicationRunner, ExitCodeGenerator {
    private final Start start;
    private final CommandRegistry registry;
    private final ObjectProvider<InteractiveShell> shell;
    private ExitCode exit = ExitCode.DONE;

    PosternRunner(Start start, CommandRegistry registry, ObjectProvider<InteractiveShell> shell) {
        this.start = start;
        this.registry = registry;
        this.shell = shell;
    }

    @Override
    public void run(ApplicationArguments arguments) throws Exception {
        if (start.sentence() instanceof Sentence.Understood understood) {
            Command command =
                    Objects.requireNonNull(registry.getCommandByName(understood.spec().words()));
            int code =
                    command.execute(
                                    new CommandContext(
                                            SpokenParser.input(understood),
                                            registry,
                                            new PrintWriter(
                                                    System.out,
                                                    true,
                                                    java.nio.charset.StandardCharsets.UTF_8),
                                            new InputReader() {}))
                            .code();
            exit = ExitCode.ofCode(code);
        } else if (start.sentence() instanceof Sentence.Silence silence) {
            exit = shell.getObject().open(silence.globals());
        }
    }

    @Override
    public int getExitCode() {
        return exit.code();
    }
}
