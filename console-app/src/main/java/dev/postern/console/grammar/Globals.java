package dev.postern.console.grammar;

import dev.postern.console.grammar.Spec.OptionSpec;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The options that every command takes, anywhere on the line. */
public record Globals(
        Optional<Path> fleet,
        Optional<Path> home,
        Format output,
        Optional<Path> debug,
        boolean noInput) {
    /** What comes out on standard output. */
    public enum Format {
        TABLE,
        JSON,
        YAML,
        /** Shell scripts: {@code plan} alone has it. */
        SH
    }

    public static final Globals NONE =
            new Globals(Optional.empty(), Optional.empty(), Format.TABLE, Optional.empty(), false);

    /** As help shows them. */
    public static final List<OptionSpec> SPECS =
            List.of(
                    spec("fleet", "the inventory, instead of fleet.yaml", "FILE", Completes.FILE),
                    spec(
                            "home",
                            "one directory for everything: fleet, playbooks, runs",
                            "DIR",
                            Completes.DIRECTORY),
                    new OptionSpec(
                            "output",
                            "what comes out on standard output; also -o",
                            Optional.of("FORMAT"),
                            false,
                            false,
                            Optional.of("table"),
                            List.of("table", "json", "yaml"),
                            Completes.NOTHING),
                    spec(
                            "debug",
                            "write stack traces and what libraries log into this file",
                            "FILE",
                            Completes.FILE),
                    new OptionSpec(
                            "no-input",
                            "never ask: what would ask is refused",
                            Optional.empty(),
                            false,
                            false,
                            Optional.empty(),
                            List.of(),
                            Completes.NOTHING));

    private static OptionSpec spec(String name, String about, String label, Completes completes) {
        return new OptionSpec(
                name,
                about,
                Optional.of(label),
                false,
                false,
                Optional.empty(),
                List.of(),
                completes);
    }

    /** These, and where these say nothing those of the shell that the line was typed in. */
    public Globals within(Globals shell) {
        return new Globals(
                fleet.or(shell::fleet),
                home.or(shell::home),
                output == Format.TABLE ? shell.output : output,
                debug.or(shell::debug),
                noInput || shell.noInput);
    }
}
