package dev.postern.console.wiring;

import dev.postern.core.action.Catalogue;
import dev.postern.core.playbook.Playbook;
import dev.postern.core.problem.Checked;
import dev.postern.drill.Scenario;
import dev.postern.drill.ScenarioFile;
import dev.postern.playbook.PlaybookFile;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The playbooks and drill scenarios there are: shipped ones, and the team's own, which win. */
public final class Playbooks {
    private static final String DRILL = ".drill.yaml";

    private final Catalogue catalogue;

    public Playbooks(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /**
     * A file that may hold one.
     *
     * @param origin for people: where it comes from
     */
    public record Source(String name, String origin, Optional<Path> path) {
        SmallFile.Content read() {
            return path.map(SmallFile::read)
                    .orElseGet(() -> new SmallFile.Content.Bytes(Shipped.read(origin)));
        }
    }

    /**
     * A playbook with the text it was read from.
     *
     * @param text what a plan keeps
     */
    public record Loaded(Playbook playbook, String text) {}

    /** Playbooks by name. */
    public Map<String, Source> all(Home home) {
        return sources(home, false);
    }

    /** Drill scenarios by name. */
    public Map<String, Source> scenarios(Home home) {
        return sources(home, true);
    }

    private static Map<String, Source> sources(Home home, boolean drills) {
        Map<String, Source> all = new TreeMap<>();
        for (String file : Shipped.files()) {
            if (file.endsWith(DRILL) == drills) {
                String name = name(file.substring(file.lastIndexOf('/') + 1));
                all.put(name, new Source(name, file, Optional.empty()));
            }
        }
        if (Files.isDirectory(home.playbooks())) {
            try (Stream<Path> own = Files.walk(home.playbooks(), 3)) {
                own.filter(p -> p.toString().endsWith(".yaml"))
                        .filter(p -> p.toString().endsWith(DRILL) == drills)
                        .sorted()
                        .forEach(p -> {
                            String name = name(String.valueOf(p.getFileName()));
                            all.put(name, new Source(name, p.toString(), Optional.of(p)));
                        });
            } catch (IOException | java.io.UncheckedIOException e) {
                // Then there are the shipped ones; "config paths" shows where we looked.
            }
        }
        return all;
    }

    private static String name(String file) {
        return file.endsWith(DRILL)
                ? file.substring(0, file.length() - DRILL.length())
                : file.substring(0, file.length() - ".yaml".length());
    }

    /** The source that a person names: by name, or by a path with a slash or an ending. */
    public Optional<Source> find(String typed, Home home) {
        return named(typed, all(home));
    }

    /** The scenario that a person names. */
    public Optional<Source> findScenario(String typed, Home home) {
        return named(typed, scenarios(home));
    }

    private static Optional<Source> named(String typed, Map<String, Source> all) {
        Source known = all.get(typed);
        if (known != null) {
            return Optional.of(known);
        }
        return typed.contains("/") || typed.endsWith(".yaml") || typed.endsWith(".yml")
                ? Optional.of(new Source(typed, typed, Optional.of(Path.of(typed))))
                : Optional.empty();
    }

    /** Reads and checks it whole. */
    public Checked<Loaded> load(Source source) {
        return switch (source.read()) {
            case SmallFile.Content.Unreadable(var problem) ->
                    new Checked.Faulty<>(List.of(problem));
            case SmallFile.Content.Bytes content ->
                    switch (PlaybookFile.read(source.origin(), content.bytes(), catalogue)) {
                        case Checked.Faulty<Playbook>(var problems) ->
                                new Checked.Faulty<>(problems);
                        case Checked.Sound<Playbook>(var playbook) ->
                                new Checked.Sound<>(
                                        new Loaded(
                                                playbook,
                                                new String(
                                                        content.bytes(), StandardCharsets.UTF_8)));
                    };
        };
    }

    /** Reads and checks a scenario. */
    public Checked<Scenario> loadScenario(Source source) {
        return switch (source.read()) {
            case SmallFile.Content.Unreadable(var problem) ->
                    new Checked.Faulty<>(List.of(problem));
            case SmallFile.Content.Bytes content ->
                    ScenarioFile.read(source.origin(), content.bytes());
        };
    }
}
