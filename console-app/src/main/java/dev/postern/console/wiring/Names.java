package dev.postern.console.wiring;

import dev.postern.console.grammar.Completes;
import dev.postern.console.grammar.Globals;
import dev.postern.console.grammar.LocalNames;
import dev.postern.console.grammar.Vocabulary;
import dev.postern.core.fleet.Cluster;
import dev.postern.core.fleet.Fleet;
import dev.postern.core.playbook.Parameter;
import dev.postern.core.playbook.Playbook;
import dev.postern.core.playbook.Step;
import dev.postern.core.problem.Checked;
import dev.postern.core.text.Neutral;
import dev.postern.journal.IncidentState;
import dev.postern.journal.RunDirectory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What TAB offers: from fleet.yaml, the playbooks and the runs on this machine. */
final class Names implements LocalNames {
    private static final int MOST_FILES = 500;

    private final Homes homes;
    private final Fleets fleets;
    private final Playbooks playbooks;
    private final Vocabulary vocabulary;

    Names(Homes homes, Fleets fleets, Playbooks playbooks, Vocabulary vocabulary) {
        this.homes = homes;
        this.fleets = fleets;
        this.playbooks = playbooks;
        this.vocabulary = vocabulary;
    }

    @Override
    public List<Offer> names(Completes kind, List<String> words, Globals globals) {
        Home home = homes.of(globals);
        return switch (kind) {
            case NOTHING -> List.of();
            case COMMAND ->
                    vocabulary.offered().stream().map(s -> offer(s.words(), s.title())).toList();
            case CLUSTER -> clusters(home, c -> Stream.of(offer(c.name().value(), about(c))));
            case HOST ->
                    clusters(home, c -> c.hosts().stream().map(h -> offer(h.id().toString(), "")));
            case NODE_GROUP ->
                    clusters(home, c -> c.nodeGroups().stream().map(g -> offer(g.name(), g.id())));
            case PLAYBOOK -> offers(playbooks.all(home).keySet().stream());
            case SCENARIO -> offers(playbooks.scenarios(home).keySet().stream());
            case RUN -> runs(RunDirectory.list(home.runs()).reversed());
            case INCIDENT -> incidents(home);
            case JOURNAL ->
                    Stream.concat(
                                    runs(RunDirectory.list(home.runs()).reversed()).stream(),
                                    incidents(home).stream())
                            .toList();
            case PARAMETER -> parameters(home, words);
            case GATE -> gates(home, words);
            case FILE -> files(false);
            case DIRECTORY -> files(true);
        };
    }

    private static List<Offer> runs(List<RunDirectory> youngestFirst) {
        List<Offer> offers = new ArrayList<>();
        if (!youngestFirst.isEmpty()) {
            offers.add(offer("last", "the youngest"));
        }
        youngestFirst.forEach(r -> offers.add(offer(r.id(), "")));
        return offers;
    }

    private static List<Offer> incidents(Home home) {
        return home.incidents().list().reversed().stream()
                .map(i ->
                        offer(i.id(), i.state().got().map(IncidentState::reason).orElse("broken")))
                .toList();
    }

    private static String about(Cluster c) {
        return c.kubernetes() + ", " + c.hosts().size() + " hosts";
    }

    private List<Offer> clusters(
            Home home, java.util.function.Function<Cluster, Stream<Offer>> offers) {
        return fleets.load(home) instanceof Checked.Sound<Fleet>(var fleet)
                ? fleet.clusters().stream().flatMap(offers).toList()
                : List.of();
    }

    private Optional<Playbook> playbook(Home home, List<String> words) {
        return words.stream()
                .flatMap(w -> Optional.ofNullable(playbooks.all(home).get(w)).stream())
                .findFirst()
                .flatMap(s ->
                        playbooks.load(s) instanceof Checked.Sound<Playbooks.Loaded>(var l)
                                ? Optional.of(l.playbook())
                                : Optional.empty());
    }

    private List<Offer> parameters(Home home, List<String> words) {
        List<Offer> offers = new ArrayList<>();
        for (Parameter p : playbook(home, words).map(Playbook::parameters).orElse(List.of())) {
            if (p.type() instanceof Parameter.Type.Choice choice) {
                choice.words().forEach(w -> offers.add(offer(p.name() + "=" + w, "")));
            } else {
                offers.add(new Offer(p.name() + "=", Neutral.line(p.description(), 60), false));
            }
        }
        return offers;
    }

    private List<Offer> gates(Home home, List<String> words) {
        List<Offer> offers = new ArrayList<>();
        for (Step s : playbook(home, words).map(Playbook::allSteps).orElse(List.of())) {
            if (s.work() instanceof Step.Work.Gate g) {
                if (g.set().isPresent()) {
                    offers.add(new Offer(s.id() + "=", Neutral.line(g.ask(), 60), false));
                } else {
                    offers.add(offer(s.id() + "=yes", Neutral.line(g.ask(), 60)));
                    offers.add(offer(s.id() + "=no", ""));
                }
            }
        }
        return offers;
    }

    private static List<Offer> files(boolean directories) {
        // The word itself is matched by the caller; only the current directory is offered.
        try (Stream<Path> here = Files.list(Path.of("."))) {
            return here.filter(p -> !directories || Files.isDirectory(p))
                    .map(p -> String.valueOf(p.getFileName()))
                    .filter(n -> !n.startsWith(".") && n.equals(Neutral.line(n)))
                    .sorted()
                    .limit(MOST_FILES)
                    .map(n -> offer(n, ""))
                    .toList();
        } catch (IOException | InvalidPathException e) {
            return List.of();
        }
    }

    private static List<Offer> offers(Stream<String> names) {
        return names.map(n -> offer(n, "")).toList();
    }

    private static Offer offer(String value, String about) {
        return new Offer(Neutral.line(value), Neutral.line(about), true);
    }
}
