package dev.postern.console.wiring;

import dev.postern.core.fleet.Fleet;
import dev.postern.core.problem.Checked;
import dev.postern.fleet.FleetFile;

/** Reads the inventory. */
public final class Fleets {
    /** Reads and checks it whole; a missing file is a problem like any other. */
    public Checked<Fleet> load(Home home) {
        return FleetFile.read(home.fleet());
    }
}
