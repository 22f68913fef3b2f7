package dev.postern.console;

import dev.postern.console.command.CommandIndex;
import dev.postern.console.command.Session;
import dev.postern.console.command.Speaker;
import dev.postern.console.command.self.HelpCommand;
import dev.postern.console.command.self.HelpView;
import dev.postern.console.command.self.VersionCommand;
import dev.postern.console.exit.ExitCode;
import dev.postern.console.grammar.CommandWords;
import dev.postern.console.grammar.Globals;
import dev.postern.console.grammar.Reader;
import dev.postern.console.grammar.Sentence;
import dev.postern.console.grammar.Specs;
import dev.postern.console.grammar.Vocabulary;
import dev.postern.console.view.Answer;
import dev.postern.console.view.Output;
import dev.postern.core.text.Neutral;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Where the process begins. {@code version}, {@code help} and every mistake need no Spring. */
public final class Main {
    private Main() {}

    /** Runs the command line, or the shell where it is empty, and exits. */
    public static void main(String[] args) {
        ExitCode exit = run(List.of(args), Output.standard());
        System.out.flush();
        System.err.flush();
        // Threads of libraries must not keep a finished console alive.
        Runtime.getRuntime().exit(exit.code());
    }

    private static ExitCode run(List<String> words, Output output) {
        if (words.equals(List.of("train"))) {
            // What the launcher's cache of classes is made of.
            run(List.of("version", "-o", "json"), output);
            return run(List.of("help"), output);
        }
        Vocabulary vocabulary;
        CommandIndex index = null;
        if (!words.isEmpty() && words.getFirst().equals("version")) {
            // The one command that is asked by scripts in loops does not look at all others.
            vocabulary = new Vocabulary(List.of(Specs.of(words(VersionCommand.class))));
        } else {
            index = CommandIndex.ofConsole();
            vocabulary = new Vocabulary(index.specs());
        }
        Sentence sentence = new Reader(vocabulary).read(words);
        return switch (sentence) {
            case Sentence.Misused(var mistakes, Globals globals) ->
                    output.answer(new Answer.Misused(mistakes), globals.output());
            case Sentence.HelpWanted(var about, Globals globals) ->
                    output.answer(new HelpView(vocabulary).about(about), globals.output());
            case Sentence.Understood u ->
                    early(u, vocabulary, output)
                            .map(a -> output.answer(a, u.globals().output()))
                            .orElseGet(() -> late(u, output));
            case Sentence.Silence s -> late(s, output);
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
            default -> Optional.empty();
        };
    }

    private static ExitCode late(Sentence sentence, Output output) {
        Globals globals =
                switch (sentence) {
                    case Sentence.Understood u -> u.globals();
                    case Sentence.HelpWanted h -> h.globals();
                    case Sentence.Silence s -> s.globals();
                    case Sentence.Misused m -> m.globals();
                };
        try {
            Debug.open(globals.debug());
        } catch (IOException e) {
            return output.answer(
                    Answer.misused(
                            "--debug cannot be written: "
                                    + Neutral.line(String.valueOf(e.getMessage()), 200)),
                    globals.output());
        }
        return output.answer(Answer.misused("not built yet"), globals.output());
    }

    private static CommandWords words(Class<?> command) {
        return Objects.requireNonNull(command.getAnnotation(CommandWords.class));
    }
}
