package dev.postern.console.shell;

import dev.postern.console.command.Session;
import dev.postern.console.command.ShellOpener;
import dev.postern.console.command.self.HelpView;
import dev.postern.console.exit.ExitCode;
import dev.postern.console.grammar.Globals;
import dev.postern.console.grammar.Reader;
import dev.postern.console.grammar.Sentence;
import dev.postern.console.grammar.Vocabulary;
import dev.postern.console.view.Answer;
import dev.postern.console.view.Output;
import dev.postern.console.view.Screen;

import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.springframework.shell.jline.PromptProvider;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The shell: reads lines until the person leaves. Ctrl-C clears the line or stops a command. */
public final class InteractiveShell implements ShellOpener {
    private final LineReader lines;
    private final Terminal terminal;
    private final PromptProvider prompt;
    private final Reader reader;
    private final Vocabulary vocabulary;
    private final Interpreter interpreter;
    private final Sessions sessions;
    private final ShellState state;
    private final SpokenCompleter completer;
    private final Places places;

    InteractiveShell(
            LineReader lines,
            Terminal terminal,
            PromptProvider prompt,
            Reader reader,
            Vocabulary vocabulary,
            Interpreter interpreter,
            Sessions sessions,
            ShellState state,
            SpokenCompleter completer,
            Places places) {
        this.lines = lines;
        this.terminal = terminal;
        this.prompt = prompt;
        this.reader = reader;
        this.vocabulary = vocabulary;
        this.interpreter = interpreter;
        this.sessions = sessions;
        this.state = state;
        this.completer = completer;
        this.places = places;
    }

    /** What the prompt says, looked up before each line; local data only. */
    public interface Places {
        ShellState.Place place(Globals globals);
    }

    /**
     * Runs the shell until it is left; its exit code is that of leaving, not of the last command.
     */
    @Override
    public ExitCode open(Globals globals, Supplier<List<String>> news) {
        completer.within(globals);
        lines.setOpt(LineReader.Option.DISABLE_EVENT_EXPANSION);
        lines.setVariable(LineReader.COMPLETION_STYLE_LIST_BACKGROUND, "");
        // What is typed with a word that smells of a secret is not kept; nor what begins with a
        // space.
        lines.setVariable(LineReader.HISTORY_IGNORE, " *:*password*:*token*:*secret*");
        sessions.enter(session(globals));
        try {
            while (true) {
                news.get().forEach(output()::note);
                state.place(places.place(globals));
                String line;
                try {
                    line = lines.readLine(prompt.getPrompt().toAnsi(terminal));
                } catch (UserInterruptException e) {
                    continue;
                } catch (EndOfFileException e) {
                    return ExitCode.DONE;
                }
                if (line == null || line.strip().equals("exit") || line.strip().equals("quit")) {
                    return ExitCode.DONE;
                }
                one(line, globals);
            }
        } finally {
            sessions.leave();
        }
    }

    private void one(String line, Globals globals) {
        List<String> words = Words.split(line);
        if (words.isEmpty() || words.getFirst().startsWith("#")) {
            return;
        }
        if (words.getFirst().equals("postern")) {
            // Pasted from help or from a message.
            words = words.subList(1, words.size());
        }
        Output output = output();
        switch (reader.read(words)) {
            case Sentence.Misused(var mistakes, Globals g) ->
                    output.answer(new Answer.Misused(mistakes), g.output());
            case Sentence.HelpWanted(var about, Globals g) ->
                    output.answer(new HelpView(vocabulary).about(about), g.output());
            case Sentence.Silence s -> {}
            case Sentence.Understood u -> {
                sessions.enter(session(globals));
                try {
                    interrupted(u);
                } finally {
                    sessions.leave();
                }
            }
        }
    }

    private void interrupted(Sentence.Understood sentence) {
        Thread worker = Thread.currentThread();
        Terminal.SignalHandler former =
                terminal.handle(Terminal.Signal.INT, s -> worker.interrupt());
        try {
            interpreter.execute(sentence);
        } finally {
            terminal.handle(Terminal.Signal.INT, former);
            // An interrupt that came too late must not hit the next line.
            if (Thread.interrupted()) {
                output().note("postern: interrupted");
            }
        }
    }

    private Session session(Globals globals) {
        return new Session(
                globals,
                output(),
                globals.noInput() ? Optional.empty() : Optional.of(this::ask),
                this::hear);
    }

    private Output output() {
        PrintStream out = new PrintStream(terminal.output(), true, StandardCharsets.UTF_8);
        int columns = terminal.getSize().getColumns();
        return new Output(out, out, Screen.terminal(columns <= 0 ? 80 : columns, System.getenv()));
    }

    private Optional<String> ask(String question) {
        Object history = lines.getVariable(LineReader.DISABLE_HISTORY);
        lines.setVariable(LineReader.DISABLE_HISTORY, true);
        try {
            return Optional.of(lines.readLine(question + " ").strip());
        } catch (UserInterruptException | EndOfFileException e) {
            return Optional.empty();
        } finally {
            lines.setVariable(LineReader.DISABLE_HISTORY, history);
        }
    }

    private Session.Interrupts.Heard hear(Runnable onInterrupt) {
        Terminal.SignalHandler former =
                terminal.handle(Terminal.Signal.INT, s -> onInterrupt.run());
        return () -> terminal.handle(Terminal.Signal.INT, former);
    }
}
