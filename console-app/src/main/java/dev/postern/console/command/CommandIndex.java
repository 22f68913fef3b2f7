package dev.postern.console.command;

import dev.postern.console.grammar.CommandWords;
import dev.postern.console.grammar.Spec;
import dev.postern.console.grammar.Specs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * Every command class, found by its name: {@code …Command} below this package, with {@link
 * CommandWords}. So a command is added by adding its class.
 */
public final class CommandIndex {
    private static final String BELOW = "dev/postern/console/command/";

    private final Map<String, Class<? extends ConsoleCommand<?>>> classes = new LinkedHashMap<>();
    private final List<Spec> specs = new ArrayList<>();

    private CommandIndex(Collection<String> names) {
        for (String name : names) {
            add(name);
        }
    }

    /** Of one class only. */
    public static CommandIndex of(Class<? extends ConsoleCommand<?>> command) {
        return new CommandIndex(List.of(command.getName().replace('.', '/') + ".class"));
    }

    /** Looks through the jar or directory that this class came from. */
    public static CommandIndex ofConsole() {
        try {
            Path home =
                    Path.of(
                            CommandIndex.class
                                    .getProtectionDomain()
                                    .getCodeSource()
                                    .getLocation()
                                    .toURI());
            return new CommandIndex(Files.isDirectory(home) ? inDirectory(home) : inJar(home));
        } catch (IOException e) {
            throw new UncheckedIOException("the console cannot read its own classes", e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the console does not know where it is", e);
        }
    }

    private static List<String> inJar(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.stream().map(e -> e.getName()).filter(CommandIndex::isCommand).toList();
        }
    }

    private static List<String> inDirectory(Path home) throws IOException {
        try (Stream<Path> files = Files.walk(home.resolve(BELOW))) {
            return files.map(f -> home.relativize(f).toString().replace('\\', '/'))
                    .filter(CommandIndex::isCommand)
                    .sorted()
                    .toList();
        }
    }

    private static boolean isCommand(String entry) {
        return entry.startsWith(BELOW) && entry.endsWith("Command.class");
    }

    private void add(String entry) {
        try {
            Class<?> c =
                    Class.forName(
                            entry.substring(0, entry.length() - ".class".length())
                                    .replace('/', '.'),
                            false,
                            CommandIndex.class.getClassLoader());
            CommandWords words = c.getAnnotation(CommandWords.class);
            if (words != null) {
                Spec spec = Specs.of(words);
                specs.add(spec);
                @SuppressWarnings("unchecked") // What carries the annotation is a command.
                Class<? extends ConsoleCommand<?>> command =
                        (Class<? extends ConsoleCommand<?>>) c.asSubclass(ConsoleCommand.class);
                classes.put(spec.words(), command);
            }
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("a class of the console is gone: " + entry, e);
        }
    }

    public List<Spec> specs() {
        return List.copyOf(specs);
    }

    public Collection<Class<? extends ConsoleCommand<?>>> classes() {
        return List.copyOf(classes.values());
    }

    /** The class of the command that is called so. */
    public Optional<Class<? extends ConsoleCommand<?>>> command(String words) {
        return Optional.ofNullable(classes.get(words));
    }
}
