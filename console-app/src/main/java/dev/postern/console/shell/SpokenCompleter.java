package dev.postern.console.shell;

import dev.postern.console.grammar.Globals;
import dev.postern.console.grammar.LocalNames;
import dev.postern.console.grammar.Spec;
import dev.postern.console.grammar.Spec.OptionSpec;
import dev.postern.console.grammar.Vocabulary;

import org.jline.reader.Candidate;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;
import org.springframework.shell.core.command.CommandRegistry;
import org.springframework.shell.jline.CommandCompleter;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What TAB offers: commands, options, and names from local data. */
final class SpokenCompleter extends CommandCompleter {
    private final Vocabulary vocabulary;
    private final LocalNames names;
    private Globals globals = Globals.NONE;
    private Optional<List<String>> answers = Optional.empty();

    SpokenCompleter(CommandRegistry registry, Vocabulary vocabulary, LocalNames names) {
        super(registry);
        this.vocabulary = vocabulary;
        this.names = names;
    }

    /**
     * From now on names are those of this home and fleet.
     *
     * @return what held before
     */
    Globals within(Globals shell) {
        Globals before = globals;
        globals = shell;
        return before;
    }

    /** From now on an answer is being typed, of which these are likely; empty: a command. */
    void answering(Optional<List<String>> likely) {
        answers = likely;
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        List<String> before = line.words().subList(0, line.wordIndex());
        String word = line.word().substring(0, Math.min(line.wordCursor(), line.word().length()));
        offers(before, word)
                .forEach(o ->
                        candidates.add(
                                new Candidate(
                                        o.value(),
                                        o.value(),
                                        null,
                                        o.about().isEmpty() ? null : o.about(),
                                        null,
                                        null,
                                        o.finished())));
    }

    /** All that may stand where {@code word} is being typed. */
    List<LocalNames.Offer> offers(List<String> before, String word) {
        if (answers.isPresent()) {
            return answers.get().stream()
                    .filter(a -> before.isEmpty() && a.startsWith(word))
                    .map(a -> new LocalNames.Offer(a, "", true))
                    .toList();
        }
        List<LocalNames.Offer> offers = new ArrayList<>();
        Optional<Spec> spec = vocabulary.longest(before);
        if (spec.isEmpty() || vocabulary.hasChildren(String.join(" ", before))) {
            vocabulary.next(String.join(" ", before)).forEach(w -> offers.add(command(before, w)));
        }
        spec.ifPresent(s -> offers.addAll(ofCommand(s, before, word)));
        return offers.stream().filter(o -> o.value().startsWith(word)).distinct().toList();
    }

    private LocalNames.Offer command(List<String> before, String next) {
        String whole = before.isEmpty() ? next : String.join(" ", before) + " " + next;
        return new LocalNames.Offer(
                next, vocabulary.spec(whole).map(Spec::title).orElse("…"), true);
    }

    private List<LocalNames.Offer> ofCommand(Spec spec, List<String> before, String word) {
        int equals = word.indexOf('=');
        if (word.startsWith("--") && equals > 0) {
            return option(spec, word.substring(0, equals))
                    .map(o -> values(o, before))
                    .orElse(List.of())
                    .stream()
                    .map(v ->
                            new LocalNames.Offer(
                                    word.substring(0, equals + 1) + v.value(),
                                    v.about(),
                                    v.finished()))
                    .toList();
        }
        if (!before.isEmpty()) {
            Optional<OptionSpec> waiting = option(spec, before.getLast()).filter(o -> !o.isFlag());
            if (waiting.isPresent()) {
                return values(waiting.get(), before);
            }
        }
        List<LocalNames.Offer> offers = new ArrayList<>();
        if (word.startsWith("-")) {
            Stream.concat(spec.options().stream(), Globals.SPECS.stream())
                    .filter(o -> o.repeats() || !before.contains("--" + o.name()))
                    .forEach(o ->
                            offers.add(new LocalNames.Offer("--" + o.name(), o.about(), true)));
            return offers;
        }
        int place = place(spec, before);
        List<Spec.ArgumentSpec> arguments = spec.arguments();
        if (!arguments.isEmpty()) {
            Spec.ArgumentSpec a = arguments.get(Math.min(place, arguments.size() - 1));
            if (place < arguments.size() || a.repeats()) {
                offers.addAll(names.names(a.completes(), before, globals(before)));
            }
        }
        if (offers.isEmpty() && word.isEmpty()) {
            spec.options().stream()
                    .filter(o -> o.repeats() || !before.contains("--" + o.name()))
                    .forEach(o ->
                            offers.add(new LocalNames.Offer("--" + o.name(), o.about(), true)));
        }
        return offers;
    }

    private static Optional<OptionSpec> option(Spec spec, String typed) {
        String name = typed.equals("-o") ? "output" : typed.replaceFirst("^--", "");
        return typed.startsWith("-")
                ? spec.option(name)
                        .or(() ->
                                Globals.SPECS.stream()
                                        .filter(o -> o.name().equals(name))
                                        .findFirst())
                : Optional.empty();
    }

    private List<LocalNames.Offer> values(OptionSpec option, List<String> before) {
        return option.choices().isEmpty()
                ? names.names(option.completes(), before, globals(before))
                : option.choices().stream().map(c -> new LocalNames.Offer(c, "", true)).toList();
    }

    private static int place(Spec spec, List<String> before) {
        int plain = 0;
        for (int i = 0; i < before.size(); i++) {
            String w = before.get(i);
            if (w.startsWith("-")) {
                i += option(spec, w).filter(o -> !o.isFlag()).isPresent() ? 1 : 0;
            } else {
                plain++;
            }
        }
        return plain - Words.split(spec.words()).size();
    }

    private Globals globals(List<String> before) {
        Optional<Path> home = after(before, "--home").map(Path::of);
        Optional<Path> fleet = after(before, "--fleet").map(Path::of);
        return new Globals(fleet, home, Globals.Format.TABLE, Optional.empty(), true)
                .within(globals);
    }

    private static Optional<String> after(List<String> before, String option) {
        int at = before.lastIndexOf(option);
        return at >= 0 && at + 1 < before.size() && !before.get(at + 1).isEmpty()
                ? Optional.of(before.get(at + 1))
                : Optional.empty();
    }
}
