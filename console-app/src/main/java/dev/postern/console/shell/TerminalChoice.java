package dev.postern.console.shell;

import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Which of JLine's providers speaks to the terminal. On a serial line it is the system's {@code
 * stty}: a native provider has been seen to set speed 0 there, which hangs up.
 */
public final class TerminalChoice {
    /** The property that is set while the cache of classes is made: nobody is there. */
    public static final String TRAINING = "postern.training";

    private TerminalChoice() {}

    static Terminal open() {
        TerminalBuilder builder =
                TerminalBuilder.builder().systemOutput(TerminalBuilder.SystemOutput.SysOut);
        if (Boolean.getBoolean(TRAINING)) {
            // A pseudo terminal by the same provider that speaks to a real one.
            builder.system(false)
                    .type("xterm")
                    .streams(
                            new ByteArrayInputStream("exit\r".getBytes(StandardCharsets.UTF_8)),
                            OutputStream.nullOutputStream());
        } else if (isSerial(name())) {
            builder.provider("exec");
        }
        // JLine's own C library costs less than half of what it costs the JDK to learn to call C.
        // It is asked only where the build has put it beside the jar: else it would unpack itself
        // into the temporary folder.
        Optional<Path> library = library();
        library.ifPresent(l -> System.setProperty("library.jline.path", l.toString()));
        builder.jni(library.isPresent()).ffm(library.isEmpty());
        // To find out about joined emoji JLine would print some and ask where the cursor is:
        // clutter on a serial line, and what the person has typed ahead would be lost with the
        // answers.
        builder.name("postern").dumb(true).graphemeCluster(false);
        try {
            return builder.build();
        } catch (IOException e) {
            throw new UncheckedIOException("the terminal cannot be opened", e);
        }
    }

    private static Optional<Path> library() {
        try {
            URI jar =
                    TerminalChoice.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI();
            return Optional.of(Path.of(jar).resolveSibling("native/org/jline/nativ"))
                    .filter(Files::isDirectory);
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    static boolean isSerial(String device) {
        return device.matches("/dev/(ttyS|ttyAMA|ttyUSB|ttyACM|hvc|xvc|console).*");
    }

    private static String name() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/fd/0")).toString();
        } catch (IOException | UnsupportedOperationException e) {
            return "";
        }
    }
}
