package dev.postern.console.shell;

import dev.postern.console.command.WriteMode;
import dev.postern.console.grammar.Reader;
import dev.postern.console.wiring.Beans;
import dev.postern.console.wiring.Home;
import dev.postern.console.wiring.Homes;

import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.terminal.Terminal;

/**
 * The shell, of Spring Shell's parts and ours in their place; and the terminal and its line, which
 * Spring Shell's auto-configuration would have made alike.
 */
public final class ShellBeans {
    private ShellBeans() {}

    /** Adds them. */
    public static void addTo(Beans beans) {
        beans.add(Sessions.class, () -> new Sessions(beans.get(Start.class).output()));
        beans.add(Interpreter.class);
        beans.add(SpokenRegistry.class);
        beans.add(Reader.class);
        beans.add(SpokenParser.class);
        beans.add(PosternRunner.class);
        beans.add(LineParser.class);
        beans.add(ShellState.class);
        beans.add(Prompt.class);
        beans.add(SpokenCompleter.class);
        beans.add(SpokenHighlighter.class);
        beans.add(Terminal.class, TerminalChoice::open, "close");
        beans.add(PrivateHistory.class, PrivateHistory::new, "save");
        beans.add(LineReader.class, () -> lines(beans));
        beans.add(
                InteractiveShell.Places.class,
                () -> new Whereabouts(beans.get(Homes.class), beans.get(WriteMode.class)));
        beans.add(InteractiveShell.class);
    }

    private static LineReader lines(Beans beans) {
        Home home = beans.get(Homes.class).of(beans.get(Start.class).sentence().globals());
        PrivateHistory history = beans.get(PrivateHistory.class);
        LineReader lines =
                LineReaderBuilder.builder()
                        .appName("postern")
                        .terminal(beans.get(Terminal.class))
                        .parser(beans.get(LineParser.class))
                        .completer(beans.get(SpokenCompleter.class))
                        .highlighter(beans.get(SpokenHighlighter.class))
                        .history(history)
                        .variable(
                                LineReader.HISTORY_FILE,
                                home.state().resolve("history").toAbsolutePath())
                        // TAB on an empty line says what there is.
                        .option(LineReader.Option.INSERT_TAB, false)
                        .build();
        history.attach(lines);
        return lines;
    }
}
