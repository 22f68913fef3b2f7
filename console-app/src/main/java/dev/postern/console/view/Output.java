package dev.postern.console.view;

import dev.postern.console.exit.ExitCode;
import dev.postern.console.grammar.Globals;
import dev.postern.core.problem.Problem;
import dev.postern.core.text.Neutral;
import dev.postern.core.value.Failure;
import dev.postern.core.value.JsonValue;
import dev.postern.json.JsonText;

import java.io.PrintStream;

/** Where answers go: data to standard output, everything else to standard error. */
public final class Output {
    private final PrintStream data;
    private final PrintStream notes;
    private final Screen screen;

    /**
     * @param screen what {@code data} is; notes are folded like it
     */
    public Output(PrintStream data, PrintStream notes, Screen screen) {
        this.data = data;
        this.notes = notes;
        this.screen = screen;
    }

    /** The process's own. */
    public static Output standard() {
        return new Output(System.out, System.err, Screen.standardOutput());
    }

    public Screen screen() {
        return screen;
    }

    /** Says something to a person who waits; never data. */
    public void note(String text) {
        Page page = new Page(screen);
        page.line(text);
        notes.print(page.text());
        notes.flush();
    }

    /** The end of the screen, to be drawn over while something goes on. */
    public LiveArea liveArea() {
        return new LiveArea(data, screen);
    }

    /** Prints a page where data goes: what is watched while it happens. */
    public void show(Page page) {
        data.print(page.text());
        data.flush();
    }

    /** Prints one JSON value on one line where data goes: what is streamed. */
    public void stream(JsonValue value) {
        data.println(JsonText.line(value));
        data.flush();
    }

    /** Shows the answer and gives the exit code. */
    public ExitCode answer(Answer answer, Globals.Format format) {
        return switch (answer) {
            case Answer.Shown(View view, ExitCode exit) -> {
                data.print(text(view, format));
                yield flushed(exit);
            }
            case Answer.Raw(String text, ExitCode exit) -> {
                data.print(text);
                yield flushed(exit);
            }
            case Answer.Ended(ExitCode exit) -> flushed(exit);
            case Answer.Failed failed -> {
                failed.failures().forEach(this::failure);
                yield flushed(failed.exit());
            }
            case Answer.Misused misused -> {
                misused.mistakes().forEach(m -> note("postern: " + m));
                yield flushed(ExitCode.USAGE);
            }
            case Answer.Faulty faulty -> {
                faulty.problems().forEach(this::problem);
                yield flushed(ExitCode.USAGE);
            }
        };
    }

    private String text(View view, Globals.Format format) {
        return switch (format) {
            case JSON -> JsonText.pretty(view.json()) + "\n";
            case YAML -> Yaml.text(view.json());
            case TABLE, SH -> {
                Page page = new Page(screen);
                view.human(page);
                yield page.text();
            }
        };
    }

    /** The four parts of a failure, each once. */
    public void failure(Failure failure) {
        Page page = new Page(screen);
        page.line("postern: " + failure.sentence(), Tint.BAD);
        if (!failure.leftBehind().isEmpty()) {
            page.item("left behind: " + failure.leftBehind());
        }
        if (!failure.next().isEmpty()) {
            page.item("next: " + failure.next());
        }
        notes.print(page.text());
        notes.flush();
    }

    /** {@code FILE:LINE:COLUMN: message}, the line of the file, and a caret under the place. */
    private void problem(Problem problem) {
        // The first line is for tools and editors: it is never folded.
        StringBuilder out = new StringBuilder(Neutral.line(problem.line())).append('\n');
        problem.sourceLine().ifPresent(source -> frame(problem, source, out));
        notes.print(out);
        notes.flush();
    }

    private void frame(Problem problem, String source, StringBuilder out) {
        int column = problem.position().column();
        int room = Math.min(screen.columns(), 160) - 4;
        int from = Math.max(0, Math.min(column - 1, source.length()) - room / 2);
        String shown = Neutral.line(source.substring(Math.min(from, source.length())));
        String start = shown.length() > room ? shown.substring(0, room) : shown;
        int caret = column - 1 - from;
        out.append("    ").append(start).append('\n');
        if (caret >= 0 && caret <= room) {
            out.append("    ").append(" ".repeat(caret)).append("^\n");
        }
    }

    private ExitCode flushed(ExitCode exit) {
        data.flush();
        notes.flush();
        return exit;
    }
}
