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
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.springframework.shell.jline.PromptProvider;

import java.io.IOError;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The shell: reads lines until the person leaves. Ctrl-C clears the line or stops a command. */
public final class InteractiveShell implements ShellOpener {
    private static final Size CLASSIC = Size.of(80, 24);

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
    private Around around = new Alone();

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
        Glance look(Globals globals);
    }

    /**
     * What a look finds.
     *
     * @param news what has changed since the last one, to be said once
     */
    public record Glance(ShellState.Place place, List<String> news) {
        public Glance {
            news = List.copyOf(news);
        }
    }

    /** The same, with nothing around it. */
    ExitCode open(Globals globals) {
        return open(globals, new Alone());
    }

    /**
     * Runs the shell until it is left; its exit code is that of leaving, not of the last command.
     */
    @Override
    public ExitCode open(Globals globals, Around company) {
        Around outer = around;
        Globals before = completer.within(globals);
        around = company;
        lines.setOpt(LineReader.Option.DISABLE_EVENT_EXPANSION);
        lines.setVariable(LineReader.COMPLETION_STYLE_LIST_BACKGROUND, "");
        // What is typed with a word that smells of a secret is not kept; nor what begins with a
        // space.
        lines.setVariable(
                LineReader.HISTORY_IGNORE,
                "(?i) *:*password*:*passphrase*:*token*:*secret*:*api-key*");
        Size size = terminal.getSize();
        if (size.getColumns() <= 0 || size.getRows() <= 0) {
            // A serial line does not know, and JLine would draw without end.
            terminal.setSize(CLASSIC);
        }
        sessions.enter(session(globals));
        try {
            until(globals);
            return ExitCode.DONE;
        } finally {
            if (size.getColumns() <= 0 || size.getRows() <= 0) {
                terminal.setSize(size);
            }
            sessions.leave();
            around = outer;
            completer.within(before);
        }
    }

    private void until(Globals globals) {
        boolean warned = false;
        while (true) {
            around.news().forEach(output()::note);
            Glance glance = places.look(globals);
            glance.news().forEach(n -> output().note("postern: " + n));
            state.place(glance.place());
            Optional<String> line;
            try {
                line = Optional.of(read(prompt.getPrompt().toAnsi(terminal)).strip());
            } catch (UserInterruptException e) {
                hint(e.getPartialLine());
                continue;
            } catch (EndOfFileException e) {
                line = Optional.empty();
            }
            if (line.isPresent() && !line.get().equals("exit") && !line.get().equals("quit")) {
                one(line.get(), globals);
                warned = false;
                continue;
            }
            Optional<String> lost = around.lostByLeaving();
            if (lost.isEmpty() || warned) {
                return;
            }
            output().note("postern: " + lost.get());
            warned = true;
        }
    }

    private String read(String prompt) {
        around.waits();
        try {
            return lines.readLine(prompt);
        } catch (IllegalStateException | IOError gone) {
            // The terminal was closed: the process is being ended, or the line has hung up.
            throw new EndOfFileException(gone);
        } finally {
            around.works();
        }
    }

    /** Who presses Ctrl-C on an empty line wants to get out. */
    private void hint(String typed) {
        if (typed == null || typed.isBlank()) {
            output().note("\"exit\" or Ctrl-D leaves; \"help\" says what there is");
        }
    }

    /** A shell around which nothing goes on. */
    private static final class Alone implements Around {
        @Override
        public List<String> news() {
            return List.of();
        }

        @Override
        public void waits() {}

        @Override
        public void works() {}

        @Override
        public Optional<String> lostByLeaving() {
            return Optional.empty();
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
                globals.noInput() ? Optional.empty() : Optional.of(new Asking()),
                this::hear);
    }

    private Output output() {
        PrintStream out = new PrintStream(terminal.output(), true, StandardCharsets.UTF_8);
        Size size = terminal.getSize();
        return new Output(
                out, out, Screen.terminal(size.getColumns(), size.getRows(), System.getenv()));
    }

    /** Questions on the line where commands are typed; what is answered is no command. */
    private final class Asking implements Session.Asker {
        @Override
        public Optional<String> ask(String question) {
            return ask(question, List.of());
        }

        @Override
        public Optional<String> ask(String question, List<String> likely) {
            Object history = lines.getVariable(LineReader.DISABLE_HISTORY);
            lines.setVariable(LineReader.DISABLE_HISTORY, true);
            completer.answering(Optional.of(likely));
            try {
                return Optional.of(read(question + " ").strip());
            } catch (UserInterruptException | EndOfFileException e) {
                return Optional.empty();
            } finally {
                completer.answering(Optional.empty());
                lines.setVariable(LineReader.DISABLE_HISTORY, history);
            }
        }
    }

    private Session.Interrupts.Heard hear(Runnable onInterrupt) {
        Terminal.SignalHandler former =
                terminal.handle(Terminal.Signal.INT, s -> onInterrupt.run());
        return () -> terminal.handle(Terminal.Signal.INT, former);
    }
}
