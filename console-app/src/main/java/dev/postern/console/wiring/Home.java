package dev.postern.console.wiring;

import dev.postern.journal.Incidents;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where everything is. Nothing is made here; who writes makes the directory, mode 0700.
 *
 * @param fleet the inventory
 * @param config settings
 * @param playbooks the team's own
 * @param state runs, incidents, recordings, history
 */
public record Home(Path fleet, Path config, Path playbooks, Path state) {
    /** The runs' directories. */
    public Path runs() {
        return state.resolve("runs");
    }

    /** The incidents' directories. */
    public Path incidentFiles() {
        return state.resolve("incidents");
    }

    /** The incidents, of which at most one is open. */
    public Incidents incidents() {
        return new Incidents(incidentFiles(), runs());
    }

    /** What was typed. */
    public Path history() {
        return state.resolve("history");
    }

    /** What a lab wrote about itself, where this home is one. */
    public Path labFile() {
        return state.resolve("lab.json");
    }

    /** Whether a lab made this home: then everything in it is a drill. */
    public boolean isLab() {
        return Files.exists(labFile());
    }
}
