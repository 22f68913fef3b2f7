package dev.postern.console;

import dev.postern.console.command.CommandIndex;
import dev.postern.console.command.Session;
import dev.postern.console.command.Speaker;
import dev.postern.console.command.config.CompletionCommand;
import dev.postern.console.command.self.HelpCommand;
import dev.postern.console.command.self.HelpView;
import dev.postern.console.command.self.VersionCommand;
import dev.postern.console.exit.ExitCode;
import dev.postern.console.grammar.Globals;
import dev.postern.console.grammar.Reader;
import dev.postern.console.grammar.Sentence;
import dev.postern.console.grammar.Vocabulary;
import dev.postern.console.shell.Start;
import dev.postern.console.view.Answer;
import dev.postern.console.view.Output;
import dev.postern.console.wiring.Worlds;
import dev.postern.core.text.Neutral;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Where the process begins. {@code version}, {@code help} and every mistake need no Spring. */
public final class Main {
    /** Whether something was begun that must be ended in order. */
    private static volatile boolean begun;

    private Main() {}

    /** Runs the command line, or the shell where it is empty, and exits. */
    public static void main(String[] args) {
        ExitCode exit = run(List.of(args), Output.standard());
        System.out.flush();
        System.err.flush();
        // Threads of libraries must not keep a finished console alive. Where none was started there
        // is nothing to end, and exit() would still look for a logger to tell of it: 25 ms.
        if (begun) {
            Runtime.getRuntime().exit(exit.code());
        }
        Runtime.getRuntime().halt(exit.code());
    }

    static ExitCode run(List<String> words, Output output) {
        if (words.equals(List.of("train"))) {
            begun = true;
            return Training.console(output);
        }
        if (words.equals(List.of("train", "drill"))) {
            return Training.drill(output);
        }
        if (words.size() == 2 && words.getFirst().equals("run-process")) {
            begun = true;
            return RunMain.run(words.getLast());
        }
        // The one command that scripts ask in loops does not look at all others.
        CommandIndex index =
                !words.isEmpty() && words.getFirst().equals("version")
                        ? CommandIndex.of(VersionCommand.class)
                        : CommandIndex.ofConsole();
        Vocabulary vocabulary = new Vocabulary(index.specs());
        Sentence sentence = new Reader(vocabulary).read(words);
        return switch (sentence) {
            case Sentence.Misused(var mistakes, Globals globals) ->
                    output.answer(new Answer.Misused(mistakes), globals.output());
            case Sentence.HelpWanted(var about, Globals globals) ->
                    output.answer(new HelpView(vocabulary).about(about), globals.output());
            case Sentence.Understood u ->
                    early(u, vocabulary, output)
                            .map(a -> output.answer(a, u.globals().output()))
                            .orElseGet(() -> late(u, index, vocabulary, output));
            case Sentence.Silence s -> late(s, index, vocabulary, output);
        };
    }

    private static Optional<Answer> early(
            Sentence.Understood sentence, Vocabulary vocabulary, Output output) {
        Session session =
                new Session(sentence.globals(), output, Optional.empty(), onInterrupt -> () -> {});
        return switch (sentence.spec().words()) {
            case "version" ->
                    Optional.of(
                            Speaker.speak(
                                    new VersionCommand(),
                                    VersionCommand.Arguments.class,
                                    sentence,
                                    session));
            case "help" ->
                    Optional.of(
                            Speaker.speak(
                                    new HelpCommand(vocabulary),
                                    HelpCommand.Arguments.class,
                                    sentence,
                                    session));
            case "completion" ->
                    Optional.of(
                            Speaker.speak(
                                    new CompletionCommand(vocabulary),
                                    CompletionCommand.Arguments.class,
                                    sentence,
                                    session));
            default -> Optional.empty();
        };
    }

    private static ExitCode late(
            Sentence sentence, CommandIndex index, Vocabulary vocabulary, Output output) {
        begun = true;
        Globals globals = sentence.globals();
        Debug debug;
        try {
            debug = Debug.open(globals.debug());
        } catch (IOException e) {
            return output.answer(
                    Answer.misused(
                            "--debug cannot be written: "
                                    + Neutral.line(String.valueOf(e.getMessage()), 200)),
                    globals.output());
        }
        // A thread that dies must not print its trace over the screen.
        Thread.setDefaultUncaughtExceptionHandler((t, e) -> output.note(bug(e, debug)));
        try {
            Worlds.pinNothing();
            return ConsoleApplication.run(
                    new Start(sentence, output, b -> bug(b, debug)), index, vocabulary);
        } catch (RuntimeException | LinkageError bug) {
            output.note(bug(bug, debug));
            return ExitCode.FAILED;
        }
    }

    private static String bug(Throwable bug, Debug debug) {
        debug.note(bug);
        return "postern: this is a mistake of Postern's own: "
                + Neutral.line(String.valueOf(bug), 300)
                + (debug.isOpen()
                        ? " (see the debug file)"
                        : " (run it again with --debug FILE and report what is in FILE)");
    }
}
