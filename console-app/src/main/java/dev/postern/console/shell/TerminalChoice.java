package dev.postern.console.shell;

import org.jline.terminal.TerminalBuilder;
import org.springframework.shell.core.autoconfigure.TerminalCustomizer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Which of JLine's providers speaks to the terminal. On a serial line it is the system's {@code
 * stty}: a native provider has been seen to set speed 0 there, which hangs up.
 */
final class TerminalChoice implements TerminalCustomizer {
    @Override
    public void customize(TerminalBuilder builder) {
        if (isSerial(name())) {
            builder.provider("exec");
        }
        // To find out about joined emoji JLine would print some and ask where the cursor is:
        // clutter
        // on a serial line, and what the person has typed ahead would be lost with the answers.
        builder.name("postern").dumb(true).graphemeCluster(false);
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
