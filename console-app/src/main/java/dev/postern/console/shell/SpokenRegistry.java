package dev.postern.console.shell;

import dev.postern.console.grammar.Vocabulary;

import org.jspecify.annotations.Nullable;
import org.springframework.shell.core.command.Command;
import org.springframework.shell.core.command.CommandRegistry;

import java.util.LinkedHashSet;
import java.util.Set;

/** Spring Shell's registry over Postern's vocabulary: sorted, and hidden commands can be run. */
final class SpokenRegistry extends CommandRegistry {
    private final Vocabulary vocabulary;
    private final Interpreter interpreter;

    SpokenRegistry(Vocabulary vocabulary, Interpreter interpreter) {
        super(commands(vocabulary, interpreter));
        this.vocabulary = vocabulary;
        this.interpreter = interpreter;
    }

    private static Set<Command> commands(Vocabulary vocabulary, Interpreter interpreter) {
        Set<Command> all = new LinkedHashSet<>();
        vocabulary.offered().forEach(s -> all.add(new SpokenCommand(s, interpreter)));
        return all;
    }

    @Override
    public @Nullable Command getCommandByName(String name) {
        return vocabulary.spec(name).map(s -> new SpokenCommand(s, interpreter)).orElse(null);
    }

    @Override
    public void afterSingletonsInstantiated() {
        // All commands are known; beans of Spring Shell's own are not wanted.
    }
}
