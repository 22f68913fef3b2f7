package dev.postern.console.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

class BinderTest {
    private enum From {
        HOSTS,
        THE_API
    }

    private record Common(
            @Option("a place") Optional<Path> place,
            @Option("how long") Optional<Duration> within) {}

    private record All(
            @Argument("NAME") String name,
            @Shared Common common,
            @Option(value = "where", byDefault = "the-api") From from,
            @Option("how many") Optional<Long> count,
            @Argument("MORE") List<String> more) {}

    @CommandWords(value = "all", title = "all", arguments = All.class)
    private static final class Words {}

    private static Binder.Bound<All> bind(String... words) {
        Spec spec = Specs.of(Words.class.getAnnotation(CommandWords.class));
        var sentence =
                (Sentence.Understood)
                        new Reader(new Vocabulary(List.of(spec))).read(List.of(words));
        return Binder.bind(All.class, sentence);
    }

    @Test
    void valuesAreOfTheirTypesAndDefaultsAreFilledIn() {
        assertThat(bind("all", "a", "b", "c", "--place", "/tmp", "--within", "15m", "--count", "7"))
                .isEqualTo(
                        new Binder.Bound.Arguments<>(
                                new All(
                                        "a",
                                        new Common(
                                                Optional.of(Path.of("/tmp")),
                                                Optional.of(Duration.ofMinutes(15))),
                                        From.THE_API,
                                        Optional.of(7L),
                                        List.of("b", "c"))));
    }

    @Test
    void everyWrongValueIsSaid() {
        assertThat(bind("all", "a", "--within", "soon", "--count", "many"))
                .isEqualTo(
                        new Binder.Bound.Mistakes<All>(
                                List.of(
                                        "--within is a duration like 15m, not \"soon\"",
                                        "--count is a whole number, not \"many\"")));
    }
}
