package dev.postern.console.grammar;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a command is called and takes. */
public record Spec(
        String words,
        String title,
        List<OptionSpec> options,
        List<ArgumentSpec> arguments,
        List<String> examples,
        List<String> formats,
        boolean hidden) {
    public Spec {
        options = List.copyOf(options);
        arguments = List.copyOf(arguments);
        examples = List.copyOf(examples);
        formats = List.copyOf(formats);
    }

    /**
     * @param value what stands for the value in help; empty where it is a flag
     * @param choices the only values allowed, where there are such
     */
    public record OptionSpec(
            String name,
            String about,
            Optional<String> value,
            boolean required,
            boolean repeats,
            Optional<String> byDefault,
            List<String> choices,
            Completes completes) {
        public OptionSpec {
            choices = List.copyOf(choices);
        }

        public boolean isFlag() {
            return value.isEmpty();
        }

        /** As it is typed: {@code --reason TEXT}. */
        public String typed() {
            return "--" + name + value.map(v -> " " + shownValue(v)).orElse("");
        }

        private String shownValue(String label) {
            return choices.isEmpty() ? label : String.join("|", choices);
        }
    }

    /** A value that is given by its place. */
    public record ArgumentSpec(
            String label, String about, boolean required, boolean repeats, Completes completes) {
        /** As it is shown in help: {@code CLUSTER}, {@code [RUN]}, {@code CLUSTER…}. */
        public String shown() {
            String one = repeats ? label + "..." : label;
            return required ? one : "[" + one + "]";
        }
    }

    public Optional<OptionSpec> option(String name) {
        return options.stream().filter(o -> o.name().equals(name)).findFirst();
    }

    /**
     * The line that help shows: words, arguments, required options, then the others in brackets.
     */
    public String usage() {
        StringBuilder out = new StringBuilder("postern ").append(words);
        arguments.forEach(a -> out.append(' ').append(a.shown()));
        options.stream()
                .filter(OptionSpec::required)
                .forEach(o -> out.append(' ').append(o.typed()).append(o.repeats() ? "..." : ""));
        options.stream()
                .filter(o -> !o.required())
                .forEach(o ->
                        out.append(" [")
                                .append(o.typed())
                                .append(']')
                                .append(o.repeats() ? "..." : ""));
        return out.toString();
    }

    /** {@code onlySubject} as {@code only-subject}. */
    static String dashed(String camel) {
        return camel.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }
}
