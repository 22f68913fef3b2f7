package dev.postern.console.wiring;

import dev.postern.actions.BuiltInActions;
import dev.postern.core.action.Catalogue;

import java.nio.file.Path;
import java.util.Objects;

/** The parts that commands work with. */
public final class WiringBeans {
    private WiringBeans() {}

    /** Adds them. */
    public static void addTo(Beans beans) {
        Path userHome = Path.of(System.getProperty("user.home", "."));
        beans.add(Homes.class, () -> new Homes(System.getenv(), userHome));
        beans.add(Catalogue.class, BuiltInActions::catalogue);
        beans.add(Playbooks.class);
        beans.add(Fleets.class);
        beans.add(Worlds.class, () -> new Worlds(version(), userHome));
        beans.add(RunProcesses.class);
        beans.add(Names.class);
    }

    private static String version() {
        return Objects.requireNonNullElse(
                Worlds.class.getPackage().getImplementationVersion(), "development");
    }
}
