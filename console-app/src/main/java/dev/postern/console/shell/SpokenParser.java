package dev.postern.console.shell;

import dev.postern.console.grammar.Globals;
import dev.postern.console.grammar.Reader;
import dev.postern.console.grammar.Sentence;
import dev.postern.console.grammar.Spec;

import org.springframework.shell.core.command.CommandArgument;
import org.springframework.shell.core.command.CommandOption;
import org.springframework.shell.core.command.CommandParser;
import org.springframework.shell.core.command.ParsedInput;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Spring Shell's parser on Postern's reader. Options that every command takes travel among the
 * others.
 */
final class SpokenParser implements CommandParser {
    private final Reader reader;

    SpokenParser(Reader reader) {
        this.reader = reader;
    }

    @Override
    public ParsedInput parse(String input) {
        return switch (reader.read(Words.split(input))) {
            case Sentence.Understood u -> input(u);
            case Sentence.HelpWanted h -> ParsedInput.builder().commandName("help").build();
            case Sentence.Silence s -> ParsedInput.builder().build();
            case Sentence.Misused m ->
                    throw new IllegalArgumentException(String.join("; ", m.mistakes()));
        };
    }

    /** The sentence as Spring Shell carries it. */
    static ParsedInput input(Sentence.Understood sentence) {
        ParsedInput.Builder input = ParsedInput.builder();
        List<String> words = Words.split(sentence.spec().words());
        input.commandName(words.getFirst());
        words.stream().skip(1).forEach(input::addSubCommand);
        sentence.options().forEach((name, values) -> values.forEach(v -> add(input, name, v)));
        Globals g = sentence.globals();
        g.fleet().ifPresent(p -> add(input, "fleet", p.toString()));
        g.home().ifPresent(p -> add(input, "home", p.toString()));
        g.debug().ifPresent(p -> add(input, "debug", p.toString()));
        if (g.output() != Globals.Format.TABLE) {
            add(input, "output", g.output().name());
        }
        if (g.noInput()) {
            add(input, "no-input", "true");
        }
        for (int i = 0; i < sentence.arguments().size(); i++) {
            input.addArgument(new CommandArgument(i, sentence.arguments().get(i)));
        }
        return input.build();
    }

    private static void add(ParsedInput.Builder input, String name, String value) {
        input.addOption(CommandOption.with().longName(name).value(value).build());
    }

    /** Back again. */
    static Sentence.Understood sentence(Spec spec, ParsedInput input) {
        Map<String, List<String>> options = new LinkedHashMap<>();
        Map<String, String> globals = new LinkedHashMap<>();
        for (CommandOption o : input.options()) {
            String name = Objects.requireNonNullElse(o.longName(), "");
            String value = Objects.requireNonNullElse(o.value(), "");
            if (spec.option(name).isPresent()) {
                options.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
            } else {
                globals.put(name, value);
            }
        }
        return new Sentence.Understood(
                spec,
                options,
                input.arguments().stream().map(CommandArgument::value).toList(),
                new Globals(
                        path(globals, "fleet"),
                        path(globals, "home"),
                        Globals.Format.valueOf(
                                globals.getOrDefault("output", "table").toUpperCase(Locale.ROOT)),
                        path(globals, "debug"),
                        globals.containsKey("no-input")));
    }

    private static Optional<Path> path(Map<String, String> globals, String name) {
        return Optional.ofNullable(globals.get(name)).map(Path::of);
    }
}
