package dev.postern.core.reach;

import java.time.Duration;
import java.util.List;

/**
 * A command for a host: a list of arguments, quoted in one place, never shell text.
 *
 * @param arguments the program and its arguments; none empty of program, none with a NUL
 * @param privileged whether it needs root; how root is reached is the host's {@code Privilege}
 * @param input bytes for standard input; end of input follows always
 * @param within the whole time it may take
 * @param mostOutput how many bytes of each stream are kept; what is beyond is counted and dropped
 */
public record Command(
        List<String> arguments, boolean privileged, byte[] input, Duration within, int mostOutput) {
    private static final byte[] NOTHING = new byte[0];

    public Command {
        arguments = List.copyOf(arguments);
        if (arguments.isEmpty() || arguments.getFirst().isEmpty()) {
            throw new IllegalArgumentException("a command without a program");
        }
        if (arguments.stream().anyMatch(a -> a.indexOf('\0') >= 0)) {
            throw new IllegalArgumentException("an argument with a NUL");
        }
        input = input.clone();
    }

    /** As the login user, no input, 30 s, 1 MiB. */
    public static Command of(String... arguments) {
        return new Command(List.of(arguments), false, NOTHING, Duration.ofSeconds(30), 1 << 20);
    }

    /** As root, no input, 30 s, 1 MiB. */
    public static Command asRoot(String... arguments) {
        return new Command(List.of(arguments), true, NOTHING, Duration.ofSeconds(30), 1 << 20);
    }

    public static Command asRoot(List<String> arguments) {
        return new Command(arguments, true, NOTHING, Duration.ofSeconds(30), 1 << 20);
    }

    public Command input(byte[] bytes) {
        return new Command(arguments, privileged, bytes, within, mostOutput);
    }

    public Command within(Duration time) {
        return new Command(arguments, privileged, input, time, mostOutput);
    }

    public Command mostOutput(int bytes) {
        return new Command(arguments, privileged, input, within, bytes);
    }

    @Override
    public byte[] input() {
        return input.clone();
    }

    /** As a person would paste it into a POSIX shell; input is not shown. */
    public String pasteable() {
        return (privileged ? "sudo " : "") + ShellQuoting.quote(arguments);
    }

    @Override
    public String toString() {
        return pasteable();
    }
}
