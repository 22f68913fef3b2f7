package dev.postern.console.shell;

import dev.postern.console.command.IncidentLook;
import dev.postern.console.command.WriteMode;
import dev.postern.console.grammar.Globals;
import dev.postern.console.wiring.Home;
import dev.postern.console.wiring.Homes;
import dev.postern.console.wiring.Operator;
import dev.postern.journal.IncidentState;
import dev.postern.journal.RunDirectory;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where the person is: read before each prompt, from this machine's files. It remembers what it
 * said, so that each thing is said once.
 */
final class Whereabouts implements InteractiveShell.Places {
    /** With less than this left it is said how more can be had. */
    private static final Duration SOON = Duration.ofMinutes(10);

    private final Homes homes;
    private final WriteMode write;
    private Optional<Seen> before = Optional.empty();
    private List<String> said = List.of();

    /**
     * The incident that the prompt showed last.
     *
     * @param warned of the end of its time-box, as it was then
     */
    private record Seen(Path home, IncidentState incident, boolean warned) {}

    Whereabouts(Homes homes, WriteMode write) {
        this.homes = homes;
        this.write = write;
    }

    @Override
    public InteractiveShell.Glance look(Globals globals) {
        Home home = homes.of(globals);
        IncidentLook look = IncidentLook.at(home, Operator.here());
        List<String> news = new ArrayList<>(look.news());
        look.unreadable().ifPresent(why -> news.add(why.sentence() + "; next: " + why.next()));
        if (news.isEmpty() && look.open().isEmpty()) {
            gone(home).ifPresent(news::add);
        }
        boolean soon = look.left().filter(l -> l.compareTo(SOON) < 0).isPresent();
        boolean warned =
                before.filter(b -> b.warned() && soon && isStill(b, home, look)).isPresent();
        if (soon && !warned) {
            news.add(
                    "incident "
                            + look.open().orElseThrow().id()
                            + " ends in "
                            + IncidentLook.rough(look.left().orElseThrow())
                            + ": \"incident extend\" gives it an hour more");
        }
        before = look.open().map(i -> new Seen(home.state(), i, soon));
        boolean write =
                look.open().isPresent()
                        || RunDirectory.list(home.runs()).stream()
                                .anyMatch(RunDirectory::isGoingOn);
        List<String> fresh = news.equals(said) ? List.of() : List.copyOf(news);
        said = List.copyOf(news);
        return new InteractiveShell.Glance(
                new ShellState.Place(
                        home.isLab(),
                        Optional.empty(),
                        write,
                        look.open()
                                .map(i ->
                                        i.id()
                                                + look.left()
                                                        .map(l -> " " + IncidentLook.rough(l))
                                                        .orElse(""))),
                fresh);
    }

    private static boolean isStill(Seen seen, Home home, IncidentLook look) {
        return seen.home().equals(home.state())
                && look.open().map(IncidentState::id).equals(Optional.of(seen.incident().id()))
                && look.open()
                        .map(IncidentState::until)
                        .equals(Optional.of(seen.incident().until()));
    }

    /** What was open at the last prompt, and was closed by another console. */
    private Optional<String> gone(Home home) {
        return before.filter(b -> b.home().equals(home.state()))
                .filter(b -> !write.hasTold(b.incident().id()))
                .flatMap(b -> home.incidents().find(b.incident().id()))
                .flatMap(i -> i.state().got())
                .flatMap(i -> i.closed().map(c -> IncidentLook.closed(i.id(), c)));
    }
}
