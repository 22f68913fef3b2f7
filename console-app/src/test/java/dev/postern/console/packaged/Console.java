package dev.postern.console.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;
import dev.postern.json.JsonText;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The packaged console, started by its launcher as people start it. */
final class Console {
    static final Path LAUNCHER = Path.of("../postern").toAbsolutePath().normalize();

    private final Path directory;

    /**
     * @param directory for its output; everything it keeps goes there too
     */
    Console(Path directory) {
        this.directory = directory;
    }

    /** What one command line did. */
    record Ran(int exit, String out, String err) {
        JsonValue json() {
            return JsonText.parse(out) instanceof Outcome.Ok<JsonValue>(JsonValue value)
                    ? value
                    : JsonValue.object("unreadable", out);
        }

        Ran withoutTrace() {
            assertThat(out + err).doesNotContain("Exception", "\tat ", "Caused by");
            return this;
        }
    }

    ProcessBuilder builder(List<String> words) {
        List<String> command = new ArrayList<>(List.of(LAUNCHER.toString()));
        command.addAll(words);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("POSTERN_BUILD", "never");
        builder.environment().put("XDG_STATE_HOME", directory.resolve("state").toString());
        builder.environment().put("XDG_CONFIG_HOME", directory.resolve("config").toString());
        builder.environment().put("XDG_DATA_HOME", directory.resolve("data").toString());
        builder.environment().remove("POSTERN_HOME");
        builder.redirectInput(new File("/dev/null"));
        return builder;
    }

    Ran run(String... words) throws IOException, InterruptedException {
        return ran(builder(List.of(words)));
    }

    /** Runs what was prepared, to its end. */
    Ran ran(ProcessBuilder builder) throws IOException, InterruptedException {
        Path out = Files.createTempFile(directory, "out", ".txt");
        Path err = Files.createTempFile(directory, "err", ".txt");
        Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        try {
            assertThat(process.waitFor(10, TimeUnit.MINUTES))
                    .as(String.join(" ", builder.command()))
                    .isTrue();
            return new Ran(
                    process.exitValue(),
                    Files.readString(out, StandardCharsets.UTF_8),
                    Files.readString(err, StandardCharsets.UTF_8));
        } finally {
            process.destroyForcibly();
        }
    }
}
