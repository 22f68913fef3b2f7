package dev.postern.core.playbook;

import dev.postern.core.problem.Position;

import java.util.List;
import java.util.Optional;

/**
 * A parameter of a playbook. Values are kept as the text that was written, checked against the
 * type.
 */
public record Parameter(
        String name,
        Type type,
        boolean required,
        Optional<String> defaultText,
        String description,
        Position position) {

    /** What a value must look like. */
    public sealed interface Type {
        /** One of the plain types. */
        enum Plain implements Type {
            TEXT,
            INTEGER,
            PERCENT,
            DURATION,
            BOOL,
            WORKLOAD,
            NODE_GROUPS,
            FACTOR;

            @Override
            public String word() {
                return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
            }
        }

        /** One of these words. */
        record Choice(List<String> words) implements Type {
            public Choice {
                words = List.copyOf(words);
            }

            @Override
            public String word() {
                return "choice[" + String.join(", ", words) + "]";
            }
        }

        /** As it is written in playbooks. */
        String word();
    }
}
