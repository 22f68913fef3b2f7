package dev.postern.console.wiring;

import dev.postern.console.grammar.Globals;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Finds the home: {@code --home}, {@code POSTERN_HOME}, or the XDG directories. */
public final class Homes {
    private final Map<String, String> env;
    private final Path user;

    /**
     * @param user the user's home directory
     */
    public Homes(Map<String, String> env, Path user) {
        this.env = Map.copyOf(env);
        this.user = user;
    }

    /** The home that these options mean. */
    public Home of(Globals globals) {
        Optional<Path> one = globals.home().or(() -> variable("POSTERN_HOME"));
        Home home =
                one.map(d -> d.toAbsolutePath().normalize())
                        .map(d ->
                                new Home(
                                        d.resolve("fleet.yaml"),
                                        d.resolve("config.yaml"),
                                        d.resolve("playbooks"),
                                        d))
                        .orElseGet(this::xdg);
        return globals.fleet()
                .map(f ->
                        new Home(f.toAbsolutePath(), home.config(), home.playbooks(), home.state()))
                .orElse(home);
    }

    private Home xdg() {
        Path config = base("XDG_CONFIG_HOME", ".config");
        Path data = base("XDG_DATA_HOME", ".local/share");
        Path state = base("XDG_STATE_HOME", ".local/state");
        return new Home(
                config.resolve("fleet.yaml"),
                config.resolve("config.yaml"),
                data.resolve("playbooks"),
                state);
    }

    private Path base(String name, String below) {
        // The XDG specification: a relative path there is to be ignored.
        return variable(name)
                .filter(Path::isAbsolute)
                .orElse(user.resolve(below))
                .resolve("postern");
    }

    private Optional<Path> variable(String name) {
        String value = env.getOrDefault(name, "");
        return value.isEmpty() ? Optional.empty() : Optional.of(Path.of(value));
    }
}
