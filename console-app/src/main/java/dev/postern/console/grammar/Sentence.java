package dev.postern.console.grammar;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a person typed, understood or not. */
public sealed interface Sentence {
    /** The options that every command takes. */
    Globals globals();

    /**
     * A command with its values.
     *
     * @param options by name, in the order in which they were given; a flag has the value "true"
     */
    record Understood(
            Spec spec, Map<String, List<String>> options, List<String> arguments, Globals globals)
            implements Sentence {
        public Understood {
            Map<String, List<String>> copy = new LinkedHashMap<>();
            options.forEach((k, v) -> copy.put(k, List.copyOf(v)));
            options = java.util.Collections.unmodifiableMap(copy);
            arguments = List.copyOf(arguments);
        }
    }

    /** Help was asked for, about these words; none means about everything. */
    record HelpWanted(List<String> about, Globals globals) implements Sentence {
        public HelpWanted {
            about = List.copyOf(about);
        }
    }

    /** No words: the interactive shell. */
    record Silence(Globals globals) implements Sentence {}

    /** Everything that is wrong with the line, one sentence each. */
    record Misused(List<String> mistakes, Globals globals) implements Sentence {
        public Misused {
            mistakes = List.copyOf(new ArrayList<>(mistakes));
        }
    }
}
