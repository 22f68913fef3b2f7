package dev.postern.console.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

class ReaderTest {
    @CommandWords(value = "fleet show", title = "one cluster", arguments = Show.class)
    private static final class ShowWords {}

    private record Show(
            @Argument("CLUSTER") String cluster,
            @Option("a reason") String reason,
            @Option("again and again") List<String> set,
            @Option("loud") boolean loud) {}

    @CommandWords(value = "fleet list", title = "all", arguments = Nothing.class)
    private static final class ListWords {}

    private record Nothing() {}

    private final Reader reader =
            new Reader(new Vocabulary(List.of(spec(ShowWords.class), spec(ListWords.class))));

    private static Spec spec(Class<?> type) {
        return Specs.of(type.getAnnotation(CommandWords.class));
    }

    private List<String> mistakes(String... words) {
        return ((Sentence.Misused) reader.read(List.of(words))).mistakes();
    }

    @Test
    void aCommandIsUnderstoodWithOptionsAnywhere() {
        var s =
                (Sentence.Understood)
                        reader.read(
                                List.of(
                                        "-o",
                                        "json",
                                        "fleet",
                                        "show",
                                        "--reason",
                                        "a b",
                                        "eu-1",
                                        "--set=x=1",
                                        "--set",
                                        "y=2",
                                        "--loud",
                                        "--home",
                                        "/kit"));
        assertThat(s.spec().words()).isEqualTo("fleet show");
        assertThat(s.arguments()).containsExactly("eu-1");
        assertThat(s.options().get("set")).containsExactly("x=1", "y=2");
        assertThat(s.options().get("reason")).containsExactly("a b");
        assertThat(s.options()).containsKey("loud");
        assertThat(s.globals().output()).isEqualTo(Globals.Format.JSON);
        assertThat(s.globals().home()).isEqualTo(Optional.of(Path.of("/kit")));
    }

    @Test
    void whatFollowsTwoDashesIsNeverAnOption() {
        var s =
                (Sentence.Understood)
                        reader.read(List.of("fleet", "show", "--reason", "r", "--", "--loud"));
        assertThat(s.arguments()).containsExactly("--loud");
        assertThat(s.options()).doesNotContainKey("loud");
    }

    @Test
    void anUnknownCommandIsSaidWithWhatWasMeant() {
        assertThat(mistakes("flet", "list"))
                .containsExactly("no command \"flet\"; did you mean \"fleet list\"?");
        assertThat(mistakes("fleet", "lst"))
                .containsExactly("no command \"fleet lst\"; did you mean \"fleet list\"?");
        assertThat(mistakes("fleet")).containsExactly("\"fleet\" needs one more word: list, show");
    }

    @Test
    void allMistakesOfALineAreSaidAtOnce() {
        assertThat(mistakes("fleet", "show", "--loudd", "--set", "x=1", "extra", "more"))
                .containsExactly(
                        "\"fleet show\" has no option \"--loudd\"; did you mean \"--loud\"?",
                        "\"fleet show\" takes no further word \"more\"",
                        "\"fleet show\" needs --reason VALUE");
    }

    @Test
    void anOptionWithoutItsValueIsAMistake() {
        assertThat(mistakes("fleet", "show", "eu-1", "--reason"))
                .containsExactly("--reason VALUE needs its value");
        assertThat(mistakes("fleet", "list", "-o", "jsn"))
                .containsExactly(
                        "--output is one of table, json, yaml, not \"jsn\"; did you mean"
                                + " \"json\"?");
        assertThat(mistakes("fleet", "show", "eu-1", "--reason", "a", "--reason", "b"))
                .containsExactly("--reason is given twice");
        assertThat(mistakes("fleet", "show", "eu-1", "--reason", "a", "--loud=yes"))
                .containsExactly("--loud takes no value");
    }

    @Test
    void whatWasTypedIsNeverEchoedAsAnEscape() {
        assertThat(mistakes("\u001b[2Jflet").getFirst()).doesNotContain("\u001b");
    }

    @Test
    void helpIsAskedForAnywhereAndSilenceOpensTheShell() {
        assertThat(reader.read(List.of("fleet", "show", "--help")))
                .isInstanceOfSatisfying(
                        Sentence.HelpWanted.class,
                        h -> assertThat(h.about()).containsExactly("fleet show"));
        assertThat(reader.read(List.of("--home", "/kit"))).isInstanceOf(Sentence.Silence.class);
    }
}
