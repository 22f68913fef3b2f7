package dev.postern.console.wiring;

import dev.postern.core.fleet.Fleet;
import dev.postern.core.problem.Checked;
import dev.postern.core.problem.Position;
import dev.postern.core.problem.Problem;

import java.util.List;
import java.util.Optional;

/** Reads the inventory. */
public final class Fleets {
    /** Reads and checks it whole; a missing file is a problem like any other. */
    public Checked<Fleet> load(Home home) {
        return switch (SmallFile.read(home.fleet())) {
            case SmallFile.Content.Unreadable(var problem) ->
                    new Checked.Faulty<>(List.of(problem));
            case SmallFile.Content.Bytes content ->
                    new Checked.Faulty<>(
                            List.of(
                                    new Problem(
                                            new Position(home.fleet().toString(), 1, 1),
                                            "fleet files cannot be read yet",
                                            Optional.empty(),
                                            Optional.empty(),
                                            Optional.empty())));
        };
    }
}
