package dev.postern.console;

import dev.postern.console.exit.ExitCode;
import dev.postern.console.view.Output;
import dev.postern.console.view.Screen;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a command line shows, in this JVM. */
record Typed(ExitCode exit, String data, String notes) {
    static Typed line(Screen screen, List<String> words) {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        ByteArrayOutputStream notes = new ByteArrayOutputStream();
        Output output =
                new Output(
                        new PrintStream(data, true, StandardCharsets.UTF_8),
                        new PrintStream(notes, true, StandardCharsets.UTF_8),
                        screen);
        ExitCode exit = Main.run(words, output);
        return new Typed(
                exit,
                data.toString(StandardCharsets.UTF_8),
                notes.toString(StandardCharsets.UTF_8));
    }
}
